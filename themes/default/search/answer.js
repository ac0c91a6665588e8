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

	// The elements of a section, those within others too: as in the index, it ends at
	// the next heading, of whatever level.
	const sectionOf = (page, anchor) => {
		const heading = anchor ? page.getElementById(anchor) : null, isHeading = element => element.matches(":is(h1, h2, h3, h4, h5, h6)[id]");
		const prose = [...page.querySelectorAll("[data-prose] *")], start = heading && isHeading(heading) ? prose.indexOf(heading) : -1;
		if (anchor && start < 0) return [];
		const rest = prose.slice(start + 1), end = rest.findIndex(isHeading);
		return (end < 0 ? rest : rest.slice(0, end)).filter(element => !element.closest(".footnotes"));
	};

	// The text of an element, without what stands in it as a block of its own.
	const textOf = (element, without = "") => {
		const copy = element.cloneNode(true);
		for (const other of copy.querySelectorAll(`script, style, button, .footnote-ref${without}`)) other.remove();
		return copy.textContent.replace(/\s+/g, " ").trim();
	};
	const stepsOf = list => [...list.children].map(step => textOf(step, ", ul, ol, dl, pre, table, figure, details, blockquote, div")).filter(Boolean);

	const cut = text => {
		if (text.length <= MOST) return text;
		const start = text.slice(0, MOST), end = [...start.matchAll(/[.!?؟](?=\s)|[。！？]/gu)].at(-1)?.index ?? 0;
		return `${end > MOST / 2 ? start.slice(0, end + 1) : start.slice(0, Math.max(start.lastIndexOf(" "), MOST / 2))} …`;
	};

	// How many different terms of the question a text was found to hold.
	const termsOf = ranges => new Set(ranges.map(([, , term]) => term)).size;

	// What can be quoted, as text only: { kind, … }, or null.
	const kinds = {
		steps(section) {
			const list = section.find(element => element.matches("ol") && stepsOf(element).length), steps = list ? stepsOf(list) : [];
			if (!list) return null;
			return { kind: "steps", start: list.start, steps: steps.length > STEPS ? [...steps.slice(0, STEPS), "…"] : steps };
		},
		async row(section, find) {
			const table = section.find(element => element.matches("table")), rows = [...table?.rows ?? []].filter(row => row.querySelector("td")), found = await find(rows.map(row => textOf(row)));
			const marks = found.map(termsOf), most = Math.max(0, ...marks);
			if (!most) return null;
			const row = rows[marks.indexOf(most)], heads = [...table.querySelectorAll("thead th")].map(head => textOf(head));
			return { kind: "row", cells: [...row.children].map((cell, i) => [heads[i] ?? "", textOf(cell)]).filter(([, value]) => value) };
		},
		section(section) {
			const quoted = section.filter(element => element.matches("p, li") && !element.matches("li :is(p, li)"));
			// What such a sentence leads to is not quoted, unless it is a list.
			if (quoted.some(element => /[:：]$/.test(textOf(element)) && !element.nextElementSibling?.matches("ul, ol"))) return null;
			const text = cut(quoted.map(element => textOf(element)).filter(Boolean).join(" "));
			return text ? { kind: "section", text } : null;
		},
	};

	const worded = ({ steps = [], cells = [], text = "" }) => [text, ...steps, ...cells.flat()].join("\n");
	// A quote says nothing to the question unless two of its terms stand in it, or the
	// only one.
	const answers = async (quote, { question, find }) => {
		const [asked, held] = (await find([question, worded(quote)])).map(termsOf);
		return held > 0 && held >= Math.min(2, asked);
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
			detail.show(quote && await answers(quote, detail) ? showAnswer(quote, detail) : null);
		} catch { detail.show(null); }
	});
}
