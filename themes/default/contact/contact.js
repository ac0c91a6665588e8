// The contact link tells the team where the reader was and what they searched
// for in this tab, so that nobody has to ask. What was searched leaves the
// device with the reader's own message only.
{
	const key = "signpost.tried";
	const tried = {
		read() {
			try {
				const list = JSON.parse(sessionStorage.getItem(key));
				return Array.isArray(list) ? list.filter(text => typeof text === "string").slice(-5) : [];
			} catch { return []; }
		},
		add(text) {
			try { sessionStorage.setItem(key, JSON.stringify([...this.read().filter(other => !text.startsWith(other)), text].slice(-5))); } catch { /* storage is full or forbidden */ }
		},
	};

	let answer = "";
	// The reader is told what goes along.
	const goesAlong = link => {
		const url = new URL(link.dataset.contact || link.getAttribute("href"), document.baseURI);
		return url.protocol === "mailto:" || url.protocol.startsWith("http") && url.origin !== location.origin;
	};
	const tell = line => {
		const searches = tried.read(), link = document.querySelector("a[data-contact]");
		line.hidden = !searches.length || !link || !goesAlong(link);
		line.textContent = line.dataset.tried.replace("{0}", () => searches.map(text => `“${text}”`).join(", "));
	};
	document.addEventListener("signpost:searched", ({ detail }) => {
		if (!detail.text) return;
		tried.add(detail.text.slice(0, 100));
		for (const line of document.querySelectorAll("[data-tried]")) tell(line);
	});
	document.addEventListener("signpost:helpful", ({ detail }) => { answer = detail.answer; });

	const full = href => {
		const url = new URL(href, document.baseURI), page = location.origin + location.pathname;
		const searches = tried.read();
		if (url.protocol === "mailto:") {
			const about = [document.title, page, ...searches.map(text => `“${text}”`), answer].filter(Boolean).join("\n");
			const query = `subject=${encodeURIComponent(document.title)}&body=${encodeURIComponent(`\n\n—\n${about}`)}`;
			return url.href + (url.search ? "&" : "?") + query;
		}
		if (url.protocol.startsWith("http") && url.origin !== location.origin) {
			url.searchParams.set("page", page);
			if (searches.length) url.searchParams.set("searches", searches.join(" | "));
			if (answer) url.searchParams.set("helpful", answer);
		}
		return url.href;
	};

	document.addEventListener("click", event => {
		const link = event.target.closest?.("a[data-contact]");
		if (!link) return;
		link.dataset.contact ||= link.getAttribute("href");
		link.href = full(link.dataset.contact);
	}, true);
}
