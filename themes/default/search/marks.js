// A reader who follows a hit sees the words that they searched for marked in the
// article. What was searched is handed over within the tab, stands in no address,
// and leaves the page as it is: browsers without custom highlights mark nothing.
{
	const key = "signpost.marks", name = "signpost";
	const bar = document.querySelector("[data-marks]"), prose = document.querySelector("[data-prose]");
	const able = bar && prose && typeof Highlight === "function" && CSS.highlights;

	// arrived returns what the hit that led here was found by. The entry of the tab's
	// history keeps it, for reloading and coming back.
	const arrived = () => {
		try {
			const { path, text } = JSON.parse(sessionStorage.getItem(key)) ?? {};
			sessionStorage.removeItem(key);
			if (path === location.pathname) remember(text);
		} catch { /* storage is forbidden */ }
		return history.state?.marks;
	};
	const remember = text => history.replaceState({ ...history.state, marks: text }, "");

	// gather returns the text of the body and where its nodes begin. Blocks are kept
	// apart; words may go on from one node to the next within them.
	const gather = () => {
		const nodes = [], starts = [], walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
		let text = "", last = null;
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			if (node.parentElement.closest("button, .anchor")) continue;
			const block = node.parentElement.closest("p, li, dt, dd, td, th, pre, summary, figcaption, h2, h3, h4, h5, h6, div, blockquote");
			if (block !== last) text += "\n";
			last = block;
			nodes.push(node);
			starts.push(text.length);
			text += node.data;
		}
		return { text, nodes, starts };
	};

	const rangesOf = (found, { nodes, starts }) => {
		let i = 0;
		const place = at => {
			while (i + 1 < nodes.length && starts[i + 1] <= at) i++;
			return [nodes[i], at - starts[i]];
		};
		return found.map(([start, end]) => {
			const [startContainer, startOffset] = place(start), [last, at] = place(end - 1);
			return new StaticRange({ startContainer, startOffset, endContainer: last, endOffset: at + 1 });
		});
	};

	const show = (body, found) => {
		if (!found.length) return;
		CSS.highlights.set(name, new Highlight(...rangesOf(found, body)));
		const terms = new Map();
		for (const [start, end, term] of found) if (!terms.has(term)) terms.set(term, body.text.slice(start, end));
		const status = bar.querySelector("[role=status]"), shown = [...terms.values()];
		bar.hidden = false;
		status.textContent = status.dataset.label.replace("{0}", () => shown.slice(0, 4).join(", ") + (shown.length > 4 ? " …" : ""));
	};

	const mark = text => {
		clear();
		remember(text);
		const body = gather();
		document.dispatchEvent(new CustomEvent("signpost:marks", { detail: { text, within: body.text, show: found => show(body, found) } }));
	};

	const clear = () => {
		CSS.highlights.delete(name);
		bar.hidden = true;
		if (history.state?.marks) remember(undefined);
	};

	document.addEventListener("signpost:follow", ({ detail: { href, text } }) => {
		const { pathname } = new URL(href);
		if (pathname !== location.pathname) {
			try { sessionStorage.setItem(key, JSON.stringify({ path: pathname, text })); } catch { /* storage is full or forbidden */ }
		} else if (able) {
			setTimeout(() => mark(text)); // once the hit was followed
		}
	});

	if (able) {
		bar.querySelector("button").addEventListener("click", clear);
		document.addEventListener("keydown", event => {
			if (event.key === "Escape" && !event.defaultPrevented && !bar.hidden && !document.querySelector("dialog[open]") && !event.target.closest?.("input, textarea, select, details[open]")) clear();
		});
		// The search part listens once all scripts have run.
		document.addEventListener("DOMContentLoaded", () => {
			const text = arrived();
			if (text) mark(text);
		}, { once: true });
	}
}
