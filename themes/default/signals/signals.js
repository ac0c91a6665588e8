// What readers look for in vain tells the team what to write. It is sent where the
// page names an address for it, without cookies and without anything that would
// tell one reader from another. Who asks not to be tracked sends a rating only, for
// that is what they press a button for.
{
	const data = document.body.dataset, address = data.signals;
	const quiet = navigator.doNotTrack === "1" || navigator.globalPrivacyControl === true;
	const site = address && new URL(data.root, document.baseURI);

	// Addresses are told from the site's root, without query and fragment.
	const place = href => {
		const url = new URL(href, document.baseURI);
		return url.origin === site.origin && url.pathname.startsWith(site.pathname) ? url.pathname.slice(site.pathname.length - 1).slice(0, 400) : "";
	};
	const cut = text => [...text.replace(/\s+/g, " ").trim()].slice(0, 100).join("").slice(0, 200);
	const send = signal => {
		const body = JSON.stringify({ lang: document.documentElement.lang, ...signal });
		fetch(new URL(address, document.baseURI), { method: "POST", body, headers: { "content-type": "application/json" }, credentials: "omit", keepalive: true }).catch(() => { /* nobody waits for it */ });
	};

	// A search is over when the reader pauses, closes the dialog or leaves; what was typed
	// on the way is none.
	let missed = "", timer, told = new Set();
	const settle = () => {
		clearTimeout(timer);
		if (missed && !told.has(missed)) send({ kind: "missed", query: missed });
		told.add(missed);
		missed = "";
	};

	if (address) {
		document.addEventListener("signpost:helpful", ({ detail }) => send({ kind: "rating", page: place(location.href), answer: detail.answer, reason: detail.reason }));
		if (!quiet) {
			document.addEventListener("signpost:searched", ({ detail }) => {
				clearTimeout(timer);
				missed = detail.hits === 0 ? cut(detail.text) : "";
				if (missed) timer = setTimeout(settle, 3000);
			});
			document.querySelector("[data-search]")?.addEventListener("close", settle);
			window.addEventListener("pagehide", settle);
			document.addEventListener("signpost:follow", ({ detail }) => {
				const page = place(detail.href), query = cut(detail.text);
				if (page && query) send({ kind: "click", query, page });
			});
			if (document.body.matches(".notfound-page")) send({ kind: "dead", page: place(location.href), from: document.referrer && place(document.referrer) });
		}
	}
}
