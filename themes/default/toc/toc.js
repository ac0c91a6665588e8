// The table of contents marks the section that is being read.
{
	const links = [...document.querySelectorAll(".side .toc a")];
	const targets = links.map(a => document.getElementById(decodeURIComponent(a.hash.slice(1))));
	const nav = document.querySelector(".side .toc");
	let current = -1;

	// The section being read is the last one whose heading has passed the upper
	// third of the window; at the foot of the page it is the last one.
	const reading = () => {
		const page = document.documentElement;
		if (innerHeight + scrollY >= page.scrollHeight - 2 && scrollY > 0) return links.length - 1;
		return targets.findLastIndex(t => t?.getClientRects().length && t.getBoundingClientRect().top < innerHeight / 3);
	};

	const mark = () => {
		const next = reading();
		if (next === current) return;
		links[current]?.removeAttribute("aria-current");
		links[next]?.setAttribute("aria-current", "true");
		current = next;
		if (next < 0 || nav.scrollHeight <= nav.clientHeight) return;
		const a = links[next].getBoundingClientRect(), box = nav.getBoundingClientRect();
		if (a.top < box.top + 24) nav.scrollTop += a.top - box.top - 24;
		if (a.bottom > box.bottom - 24) nav.scrollTop += a.bottom - box.bottom + 24;
	};

	if (links.length) {
		let waiting = false;
		const soon = () => {
			if (waiting) return;
			waiting = true;
			requestAnimationFrame(() => { waiting = false; mark(); });
		};
		addEventListener("scroll", soon, { passive: true });
		addEventListener("resize", soon, { passive: true });
		soon();
	}

	// A choice in the folded table folds it again, so that the section is seen.
	const fold = document.querySelector(".toc-fold");
	fold?.addEventListener("click", event => { if (event.target.closest("a")) fold.open = false; });
}
