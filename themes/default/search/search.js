// The search dialog: a combobox over the hits that the search runtime finds.
// The script with the index is fetched when a reader first turns to the field.
{
	const dialog = document.querySelector("[data-search]");
	const words = dialog?.dataset ?? {};
	const part = name => dialog.querySelector(`[data-part="${name}"]`);
	const make = (tag, className, text = "") => {
		const element = document.createElement(tag);
		element.className = className;
		element.textContent = text;
		return element;
	};
	// The plural forms of the language, "one=1 result|other={0} results".
	const forms = new Map((words.count ?? "").split("|").map(form => form.split(/=(.*)/s)));
	const count = n => {
		const rules = new Intl.PluralRules(document.documentElement.lang || "en");
		return (forms.get(rules.select(n)) ?? forms.get("other")).replace("{0}", n.toLocaleString(document.documentElement.lang || "en"));
	};

	// Each index has its own address, and a site that is put online anew does away
	// with those of pages that are still open: the home page tells where search is
	// now. A failed import is remembered by some browsers, hence the number.
	let opening = null, attempt = 0, address = "";
	const open = () => {
		if (address !== words.index) [opening, address] = [null, words.index];
		return opening ??= load().catch(error => { opening = null; throw error; });
	};
	const load = async () => {
		const script = new URL(words.index, document.baseURI);
		if (attempt++) script.searchParams.set("attempt", attempt);
		return (await import(script.href)).index;
	};
	const relocate = async () => {
		const home = new URL(words.home, document.baseURI), response = await fetch(home, { cache: "reload" });
		const page = new DOMParser().parseFromString(await response.text(), "text/html");
		const fresh = page.querySelector("dialog[data-search]")?.dataset.index;
		if (!fresh || new URL(fresh, home).href === new URL(words.index, document.baseURI).href) return false;
		words.index = new URL(fresh, home).href;
		return true;
	};
	const search = async (text, options) => {
		try {
			return await (await open()).search(text, options);
		} catch (error) {
			if (error.name === "AbortError" || !await relocate().catch(() => false)) throw error;
			return (await open()).search(text, options);
		}
	};
	const target = hit => words.root + hit.url.replace(/^\//, "");

	// Recent searches stay on this device; without storage there are none.
	const recent = {
		key: dialog && `signpost.recent ${new URL(words.root, document.baseURI).pathname}`,
		read() {
			try {
				const list = JSON.parse(localStorage.getItem(this.key));
				return Array.isArray(list) ? list.filter(text => typeof text === "string").slice(0, 5) : [];
			} catch { return []; }
		},
		write(list) {
			try { localStorage.setItem(this.key, JSON.stringify(list.slice(0, 5))); } catch { /* storage is full or forbidden */ }
		},
		add(text) { if (text) this.write([text, ...this.read().filter(other => other !== text)]); },
	};

	const start = () => {
		const input = part("input"), list = part("list"), body = part("body");
		let active = -1, moved = false, asked = 0, shown = "", stop = new AbortController();

		const say = text => { if (part("status").textContent !== text) part("status").textContent = text; };
		const options = () => list.children;

		const select = (index, scroll = true) => {
			options()[active]?.setAttribute("aria-selected", "false");
			active = index;
			const option = options()[index];
			if (!option) return input.removeAttribute("aria-activedescendant");
			option.setAttribute("aria-selected", "true");
			input.setAttribute("aria-activedescendant", option.id);
			if (!scroll) return;
			if (index === 0) body.scrollTop = 0;
			else option.scrollIntoView({ block: "nearest" });
		};

		// All that the body of the dialog can say; what is not named is hidden.
		const view = ({ items = [], label = "", first = -1, note = null, none = "", failed = false, past = false, help = false }) => {
			items.forEach((item, i) => {
				item.id = `page:hit-${i}`;
				item.setAttribute("role", "option");
				item.setAttribute("aria-selected", "false");
				item.tabIndex = -1;
			});
			list.replaceChildren(...items);
			list.hidden = items.length === 0;
			list.setAttribute("aria-label", label);
			input.setAttribute("aria-expanded", String(items.length > 0));
			part("note").replaceChildren(...(note ?? []));
			part("note").hidden = !note;
			part("none").textContent = none;
			part("empty").hidden = !none;
			part("failed").hidden = !failed;
			part("recent").hidden = !past;
			part("help").hidden = !help;
			body.scrollTop = 0;
			active = -1;
			moved = false;
			select(first);
		};

		const marked = (text, marks) => {
			const nodes = [];
			let at = 0;
			for (const [from, to] of marks ?? []) {
				nodes.push(text.slice(at, from), make("mark", "", text.slice(from, to)));
				at = to;
			}
			return [...nodes, text.slice(at)];
		};

		const hitOption = hit => {
			const option = make("a", "hit"), top = make("span", "hit-top");
			option.href = target(hit);
			top.append(make("span", "hit-title", hit.title));
			if (hit.collection) top.append(make("span", "hit-collection", hit.collection));
			option.append(top);
			if (hit.section && hit.section !== hit.title) option.append(make("span", "hit-section", hit.section));
			if (hit.excerpt) {
				const excerpt = make("span", "hit-excerpt");
				excerpt.append(...marked(hit.excerpt, hit.marks));
				option.append(excerpt);
			}
			return option;
		};

		const pastOption = text => {
			const option = make("div", "hit search-past");
			option.append(part("clock").content.cloneNode(true), make("span", "", text));
			option.addEventListener("click", () => { input.value = text; ask(); input.focus(); });
			return option;
		};

		const showStart = () => {
			const past = recent.read();
			shown = "";
			say("");
			view({ items: past.map(pastOption), label: words.recent, past: past.length > 0, help: true });
		};

		const correction = corrected => {
			if (!corrected || corrected.length === 0) return null;
			const [before, after] = words.corrected.split("{0}");
			return [before, make("b", "", corrected), after ?? ""];
		};

		const showHits = (text, { hits, corrected }) => {
			shown = text;
			document.dispatchEvent(new CustomEvent("signpost:searched", { detail: { text } }));
			say(count(hits.length));
			if (hits.length) view({ items: hits.map(hitOption), label: words.hits, first: 0, note: correction(corrected) });
			else view({ none: words.none.replace("{0}", () => text), help: true });
		};

		// Old hits stay until the new ones are there; answers to words that have
		// changed since are dropped.
		const ask = async () => {
			const text = input.value.trim(), mine = ++asked;
			stop.abort();
			stop = new AbortController();
			if (!text) return showStart();
			if (text === shown) return;
			const { signal } = stop;
			const slow = setTimeout(() => { if (mine === asked) say(words.loading); }, 400);
			try {
				const found = await search(text, { limit: 10, signal });
				if (mine === asked) showHits(text, found);
			} catch (error) {
				if (mine !== asked || error.name === "AbortError") return;
				shown = "";
				say("");
				view({ failed: true, help: true });
			} finally {
				clearTimeout(slow);
			}
		};

		const show = (text = "") => {
			if (text) input.value = text;
			if (!dialog.open) dialog.showModal();
			input.focus();
			if (!text) input.select();
			open().catch(() => { /* said when something is asked */ });
			ask();
		};

		const follow = (option, newTab) => {
			if (!option) return;
			if (!newTab || !option.href) return option.click();
			recent.add(input.value.trim());
			window.open(option.href, "_blank", "noopener");
		};

		const text = () => input.value.trim();
		const step = index => { moved = true; select(index); };
		// On a touch screen the key that says "search" shows the hits, by putting
		// the keyboard away; it follows one only if one was chosen.
		const enter = event => {
			if (!moved && matchMedia("(hover: none)").matches) input.blur();
			else if (text() === shown || !text()) follow(options()[active], event.ctrlKey || event.metaKey);
		};
		const keys = {
			ArrowDown: () => step(active + 1 < options().length ? active + 1 : 0),
			ArrowUp: () => step(active > 0 ? active - 1 : options().length - 1),
			Enter: enter,
		};

		input.addEventListener("input", ask);
		input.addEventListener("keydown", event => {
			if (event.isComposing || event.altKey || !keys[event.key]) return;
			event.preventDefault();
			keys[event.key](event);
		});
		part("form").addEventListener("submit", event => event.preventDefault());
		part("close").addEventListener("click", () => dialog.close());
		part("retry").addEventListener("click", () => { input.focus(); ask(); });
		part("clear").addEventListener("click", () => { recent.write([]); input.focus(); showStart(); });
		list.addEventListener("pointermove", event => {
			const index = [...options()].indexOf(event.target.closest("[role=option]"));
			if (index >= 0 && index !== active) select(index, false);
		});
		list.addEventListener("click", event => {
			const option = event.target.closest("a[role=option]");
			if (!option) return;
			recent.add(text());
			if (!event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close();
		});
		dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });

		document.addEventListener("keydown", event => {
			const editing = event.target.closest?.("input, textarea, select, [contenteditable]");
			const slash = event.key === "/" && !editing && !event.ctrlKey && !event.metaKey && !event.altKey;
			const command = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
			if (!(slash || command) || (document.querySelector("dialog[open]") && !dialog.open)) return;
			event.preventDefault();
			show();
		});
		for (const button of document.querySelectorAll("[data-search-open]")) {
			button.addEventListener("click", () => show());
			button.addEventListener("pointerenter", () => { open().catch(() => {}); }, { once: true });
		}
		document.addEventListener("signpost:find", async ({ detail }) => {
			try {
				const { hits } = await search(detail.text, { limit: detail.limit });
				detail.show(hits.map(hit => ({ title: hit.title, href: target({ url: hit.article ?? hit.url }) })));
			} catch { detail.show([]); }
		});

		// The field on a page hands its words over to the dialog.
		for (const form of document.querySelectorAll("[data-search-field]")) {
			const field = form.querySelector("input");
			const hand = () => {
				show(field.value.trim());
				field.value = field.defaultValue;
			};
			form.addEventListener("submit", event => { event.preventDefault(); show(field.value.trim()); });
			form.addEventListener("click", () => show(field.value.trim()));
			field.addEventListener("focus", () => { open().catch(() => {}); }, { once: true });
			field.addEventListener("input", event => { if (!event.isComposing) hand(); });
			field.addEventListener("compositionend", hand);
		}
	};

	if (dialog) start();
}
