// Runs in previewed pages only: reloads them after a build and shows the
// mistakes of one that failed, until they are mended.
const panel = document.createElement("section");
panel.setAttribute("role", "alert");
panel.setAttribute("aria-label", "Mistakes in the articles");
const look = panel.attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
	:host { position: fixed; inset: auto 1rem 1rem; z-index: 2147483647; max-height: 60vh; overflow: auto; display: block;
		padding: 1rem 1.25rem; border-radius: 10px; border: 1px solid #b3261e; background: #fff8f7; color: #2b1513;
		font: 15px/1.5 system-ui, sans-serif; box-shadow: 0 8px 40px #0004; }
	:host([data-warnings]) { border-color: #8a6100; background: #fffaf0; }
	h2 { font-size: 1rem; margin: 0 0 .5rem; display: flex; justify-content: space-between; gap: 1rem; }
	button { font: inherit; border: 0; background: none; cursor: pointer; text-decoration: underline; color: inherit; }
	ol { margin: 0; padding: 0; list-style: none; }
	li { padding: .5rem 0; border-top: 1px solid #0002; }
	code { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
	pre { margin: .25rem 0 0; padding: .35rem .6rem; background: #0000000d; border-radius: 6px; overflow: auto; }
	p { margin: .15rem 0 0; }
`);
look.adoptedStyleSheets = [sheet];

const element = (name, text) => {
	const made = document.createElement(name);
	if (text !== undefined) made.textContent = text;
	return made;
};

function item(mistake) {
	const row = element("li");
	row.append(element("code", mistake.line ? `${mistake.file}:${mistake.line}` : mistake.file));
	row.append(element("p", mistake.what));
	if (mistake.source) {
		const source = element("pre");
		source.append(element("code", mistake.source));
		row.append(source);
	}
	if (mistake.fix) row.append(element("p", `→ ${mistake.fix}`));
	return row;
}

function show({ mistakes, more, broken }) {
	if (!mistakes.length) return panel.remove();
	panel.toggleAttribute("data-warnings", !broken);
	const title = element("h2", broken ? "The page you see is the last good one" : "Worth a look");
	const close = element("button", "Close");
	close.type = "button";
	close.addEventListener("click", () => panel.remove());
	title.append(close);
	const list = element("ol");
	list.append(...mistakes.map(item));
	look.replaceChildren(title, list);
	if (more) look.append(element("p", `… and ${more} more`));
	document.body.append(panel);
}

// The page is fetched again after each build, and reloaded if its print has
// changed. Where nothing but the search index has, it goes on with the new one in
// place.
const entry = /search\/[0-9a-f]{10}\/index\.js/g;
const [build, print] = new URL(import.meta.url).searchParams.get("page").split("-");

async function follow() {
	const fresh = await (await fetch(location.href, { cache: "no-store" })).text();
	if (fresh.match(/preview\.js\?page=\d+-([0-9a-f]+)/)?.[1] !== print) return location.reload();
	const index = fresh.match(entry)?.[0];
	if (!index) return;
	for (const element of document.querySelectorAll("*")) {
		for (const { name, value } of [...element.attributes]) {
			if (value.match(entry)) element.setAttribute(name, value.replace(entry, index));
		}
	}
}

let seen = build;
new EventSource("/_signpost/events").addEventListener("message", event => {
	const state = JSON.parse(event.data);
	show(state);
	if (String(state.build) === seen || state.broken) return;
	seen = String(state.build);
	follow().catch(() => location.reload());
});
