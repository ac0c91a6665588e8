// A direct answer is quoted from the page that it stands on, never composed: the
// page is fetched, and the passage taken from the section that search names.
{
	const MOST = 320, STEPS = 8, PAGES = 8;
	const pages = new Map();

	const make = (tag, className, ...content) => {
		const element = document.createElement(tag);
		element.className = className;
		element.append(...content);
		return element;
	};

	const load = async address => {
		const response = await fetch(address);
		if (!response.ok) throw new Error(`${address} answered ${response.status}`);
		return new DOMParser().parseFromString(await response.text(), "text/html");
	};
	const pageOf = address => {
		if (!pages.has(address)) {
			if (pages.size >= PAGES) pages.clear();
			const page = load(address);
			page.catch(() => pages.delete(address));
			pages.set(address, page);
		}
		return pages.get(address);
	};

	const level = element => Number(/^H([1-6])$/.exec(element.tagName)?.[1] ?? 7);

	// The elements of a section: those up to the next heading of its level or above.
	const sectionOf = (page, anchor) => {
		const heading = anchor ? page.getElementById(anchor) : null, out = [];
		if (anchor && (!heading || level(heading) > 6)) return out;
		const end = heading ? level(heading) : 6;
		for (let next = heading ? heading.nextElementSibling : page.querySelector("[data-prose]")?.firstElementChild; next && level(next) > end; next = next.nextElementSibling) out.push(next);
		return out;
	};

	// The text of an element, without what stands in it as a block of its own.
	const textOf = (element, without = "") => {
		const copy = element.cloneNode(true);
		for (const other of copy.querySelectorAll(`script, style, button, .footnote-ref${without}`)) other.remove();
		return copy.textContent.replace(/\s+/g, " ").trim();
	};
	const all = (section, selector) => section.flatMap(element => [...(element.matches(selector) ? [element] : []), ...element.querySelectorAll(selector)]);

	const cut = text => {
		if (text.length <= MOST) return text;
		const start = text.slice(0, MOST), end = [...start.matchAll(/[.!?؟](?=\s)|[。！？]/gu)].at(-1)?.index ?? 0;
		return `${end > MOST / 2 ? start.slice(0, end + 1) : start.slice(0, Math.max(start.lastIndexOf(" "), MOST / 2))} …`;
	};

	// What can be quoted, as text only: { kind, … }, or null.
	const kinds = {
		steps(section) {
			const list = all(section, "ol").find(list => !list.closest("li")), steps = list ? [...list.children].map(step => textOf(step, ", ul, ol, pre, table, figure, details")).filter(Boolean) : [];
			if (!steps.length) return null;
			return { kind: "steps", start: list.start, steps: steps.length > STEPS ? [...steps.slice(0, STEPS), "…"] : steps };
		},
		async row(section, find) {
			const rows = all(section, "tr").filter(row => row.querySelector("td")), found = await find(rows.map(row => textOf(row)));
			const marks = found.map(ranges => new Set(ranges.map(([, , term]) => term)).size), most = Math.max(0, ...marks);
			if (!most) return null;
			const row = rows[marks.indexOf(most)], heads = [...row.closest("table").querySelectorAll("thead th")].map(head => textOf(head));
			return { kind: "row", cells: [...row.children].map((cell, i) => [heads[i] ?? "", textOf(cell)]).filter(([, value]) => value) };
		},
		section(section) {
			const end = section.findIndex(element => level(element) < 7), own = end < 0 ? section : section.slice(0, end);
			const text = cut(all(own, "p, li").filter(element => !element.matches("li p")).map(element => textOf(element)).filter(Boolean).join(" "));
			return text ? { kind: "section", text } : null;
		},
	};

	const bodies = {
		section: ({ text }) => make("p", "answer-text", text),
		steps({ steps, start }) {
			const list = make("ol", "answer-text", ...steps.map(step => make("li", "", step)));
			list.start = start;
			if (steps.at(-1) === "…") list.lastElementChild.className = "answer-more";
			return list;
		},
		row: ({ cells }) => make("dl", "answer-text", ...cells.map(([head, value]) => make("div", "", make("dt", "", head), make("dd", "", value)))),
	};

	// The element of an answer: a row of the list of hits, named "Answer from …" and
	// described by what it quotes.
	const showAnswer = (quote, { title, section, href, label }) => {
		const option = make("a", "hit answer"), [before, after] = label.split("{0}");
		const from = make("span", "answer-from", before, make("b", "", title), after ?? ""), body = make("div", "", bodies[quote.kind](quote));
		from.id = "page:answer-from";
		body.id = "page:answer";
		option.href = href;
		option.setAttribute("aria-labelledby", from.id);
		option.setAttribute("aria-describedby", body.id);
		option.append(from, body);
		if (section && section !== title) option.append(make("span", "hit-section", section));
		return option;
	};

	document.addEventListener("signpost:quote", async ({ detail }) => {
		try {
			const address = new URL(detail.href, document.baseURI), anchor = decodeURIComponent(address.hash.slice(1));
			address.hash = "";
			const section = sectionOf(await pageOf(address.href), anchor);
			const quote = await kinds[detail.kind]?.(section, detail.find);
			detail.show(quote ? showAnswer(quote, detail) : null);
		} catch { detail.show(null); }
	});
}
