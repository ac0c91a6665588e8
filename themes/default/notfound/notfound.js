// The words of a dead address are a search: they fill the field, and the
// nearest articles are listed below it.
{
	const section = document.querySelector("[data-nearest]");

	const words = path => {
		let text = path;
		try { text = decodeURIComponent(path); } catch { /* a broken escape stays as it is */ }
		const last = text.replace(/(index)?\.(html?|md|php|aspx?)$/i, "").split("/").filter(Boolean);
		return last.slice(-2).join(" ").replace(/[^\p{L}\p{N}]+/gu, " ").replace(/(^| )\d+(?= |$)/g, " ").trim().slice(0, 80);
	};

	const show = hits => {
		const list = section.querySelector("ul"), pattern = list.firstElementChild;
		list.replaceChildren(...hits.map(hit => {
			const item = pattern.cloneNode(true);
			item.querySelector("a").href = hit.href;
			item.querySelector("span").textContent = hit.title;
			return item;
		}));
		section.classList.add("found");
		section.hidden = hits.length === 0;
	};

	// The search part listens once all scripts have run.
	if (section) document.addEventListener("DOMContentLoaded", () => {
		const text = words(location.pathname);
		const field = document.querySelector("[data-search-field] input");
		if (!text || !field) return show([]);
		field.value = text;
		document.dispatchEvent(new CustomEvent("signpost:find", { detail: { text, limit: 4, show } }));
	}, { once: true });
}
