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

	// Each edition has an index, and each index its own address. A site that is put
	// online anew does away with those of pages that are still open: the home page
	// tells where search is now. A failed import is remembered by some browsers,
	// hence the number.
	const own = { index: words.index, home: words.home };
	let edition = own, attempt = 0;
	const open = of => of.opening ??= load(of).catch(error => { of.opening = null; throw error; });
	const load = async of => {
		const script = new URL(of.index, document.baseURI);
		if (attempt++) script.searchParams.set("attempt", attempt);
		return (await import(script.href)).index;
	};
	const relocate = async of => {
		const home = new URL(of.home, document.baseURI), response = await fetch(home, { cache: "reload" });
		const page = new DOMParser().parseFromString(await response.text(), "text/html");
		const fresh = page.querySelector("dialog[data-search]")?.dataset.index;
		if (fresh && new URL(fresh, home).href !== new URL(of.index, document.baseURI).href) Object.assign(of, { index: new URL(fresh, home).href, opening: null });
	};
	// Several calls may fail at once; one of them finds the new address for all.
	const call = async (of, method, ...args) => {
		const { index } = of;
		try {
			return await (await open(of))[method](...args);
		} catch (error) {
			if (error.name === "AbortError") throw error;
			if (of.index === index) await relocate(of).catch(() => {});
			if (of.index === index) throw error;
			return (await open(of))[method](...args);
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
		const input = part("input"), list = part("list"), body = part("body"), language = part("language"), chips = part("chips");
		let active = -1, moved = false, asked = 0, shown = "", said = [], chosen = null, stop = new AbortController(), telling;
		// What Enter asked for before its hits were there: { newTab }, or null.
		let waiting = null;

		// The count is shown at once, and told once the reader pauses.
		const say = (text, ...more) => {
			part("count").textContent = text;
			clearTimeout(telling);
			telling = setTimeout(() => { part("status").textContent = [text, ...more].filter(Boolean).join(". "); }, text ? 500 : 0);
		};
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

		const number = () => [...options()].forEach((item, i) => {
			item.id = `page:hit-${i}`;
			item.setAttribute("role", "option");
			item.setAttribute("aria-selected", "false");
			item.tabIndex = -1;
		});

		// All that the body of the dialog can say; what is not named is hidden.
		const view = ({ items = [], label = "", first = -1, note = null, none = "", near = false, narrowed = false, failed = false, past = false, help = false }) => {
			list.replaceChildren(...items);
			number();
			list.hidden = items.length === 0;
			list.setAttribute("aria-label", label);
			input.setAttribute("aria-expanded", String(items.length > 0));
			part("note").replaceChildren(...(note ?? []));
			part("note").hidden = !note;
			part("none").textContent = none;
			part("empty").hidden = !none;
			part("advice").hidden = near || narrowed;
			part("everywhere").hidden = !narrowed;
			part("near").hidden = !near;
			part("failed").hidden = !failed;
			part("recent").hidden = !past;
			part("help").hidden = !help;
			body.scrollTop = 0;
			active = -1;
			moved = false;
			select(first);
		};

		// The collections of what was found narrow it. A chip that is there already
		// is kept, for it may have the focus.
		const chip = (key, title, count, pressed) => {
			const button = [...chips.children].find(other => other.value === key) ?? make("button", "search-chip");
			button.type = "button";
			button.value = key;
			button.replaceChildren(title, ...(count ? [" ", make("span", "", count.toLocaleString(document.documentElement.lang || "en"))] : []));
			button.setAttribute("aria-pressed", String(pressed));
			button.onclick = () => choose(key && { id: Number(key), title });
			return button;
		};
		const showChips = (collections, total) => {
			const named = collections.filter(({ title }) => title);
			if (chosen && !named.some(({ id }) => id === chosen.id)) named.unshift({ ...chosen, count: total });
			const many = collections.length > 1 || chosen;
			const row = many ? [chip("", words.all, 0, !chosen), ...named.slice(0, 8).map(({ id, title, count }) => chip(String(id), title, count, id === chosen?.id))] : [];
			// Moving a chip would take the focus from it.
			if (row.length !== chips.children.length || row.some((button, i) => button !== chips.children[i])) chips.replaceChildren(...row);
			part("filters").hidden = !many && !language;
		};
		const hideChips = () => {
			if (chips.contains(document.activeElement)) input.focus();
			chips.replaceChildren();
			part("filters").hidden = !language;
		};
		const choose = collection => {
			chosen = collection || null;
			shown = "";
			ask();
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
			if (edition !== own) Object.assign(option, { lang: edition.lang, dir: edition.dir });
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

		const wordOption = (text, icon) => {
			const option = make("div", "hit search-past");
			option.append(part(icon).content.cloneNode(true), make("span", "", text));
			option.addEventListener("click", () => { input.value = text; ask(); input.focus(); });
			return option;
		};

		const showStart = () => {
			const past = recent.read();
			[shown, chosen] = ["", null]; // another question is asked of all
			say("");
			hideChips();
			view({ items: past.map(text => wordOption(text, "clock")), label: words.recent, past: past.length > 0, help: true });
		};

		// Words hold letters, digits, marks and, of the signs of a pattern, full stops.
		const whole = word => new RegExp(`(?<![\\p{L}\\p{N}\\p{M}])${word.replaceAll(".", "[.]")}(?![\\p{L}\\p{N}\\p{M}])`, "u");

		// What was searched in place of the words, and what none of the articles has.
		const noteOf = ({ corrected = "", unknown = [] }) => {
			const searched = corrected && unknown.reduce((rest, word) => rest.replace(whole(word), ""), corrected).replace(/\s+/g, " ").trim();
			const told = [[words.corrected, searched], [words.unknown, unknown.slice(0, 5).join(", ")]].filter(([, text]) => text);
			return told.length ? told.map(([form, text]) => {
				const [before, after] = form.split("{0}"), line = make("span", "");
				line.append(before, make("b", "", text), after ?? "");
				return line;
			}) : null;
		};

		// quoted asks for the passage of a direct answer, if there is one.
		const quoted = (text, { answer, corrected }) => new Promise(show => {
			if (!answer) return show(null);
			const of = edition, find = texts => call(of, "find", text, texts);
			document.dispatchEvent(new CustomEvent("signpost:quote", { detail: { ...answer, href: target(answer), label: words.answer, question: corrected || text, find, show } }));
		});

		const showHits = (text, found, answer) => {
			const { hits, total = hits.length, collections = [] } = found, note = noteOf(found);
			shown = text;
			document.dispatchEvent(new CustomEvent("signpost:searched", { detail: { text, hits: hits.length } }));
			showChips(collections, total);
			const items = hits.map(hitOption);
			if (answer) items.unshift(answer);
			said = [total > hits.length ? words.best.replace("{0}", hits.length).replace("{1}", total.toLocaleString(document.documentElement.lang || "en")) : count(total), ...(note ?? []).map(line => line.textContent), answer?.firstElementChild.textContent];
			say(...said);
			view({ items, label: words.hits, first: 0, note });
			if (waiting) follow(options()[0], waiting.newTab);
			waiting = null;
		};

		// Of nothing, the words are shown that the index has in their place; of nothing in
		// the collection that was chosen, a way to what the others have.
		const showNothing = (text, near, { collections = [] }) => {
			const narrowed = chosen !== null && collections.length > 0;
			const none = words.none.replace("{0}", () => text) + (narrowed ? ` (${chosen.title})` : "");
			[shown, waiting] = [text, null];
			document.dispatchEvent(new CustomEvent("signpost:searched", { detail: { text, hits: 0 } }));
			showChips(collections, 0);
			said = [count(0), none, narrowed && part("widen").textContent, near.length && `${words.near} ${near.join(", ")}`];
			say(...said);
			view({ items: near.map(word => wordOption(word, "glass")), label: words.near, none, near: near.length > 0, narrowed, help: true });
		};

		// Old hits stay until the new ones are there; answers to words that have
		// changed since are dropped. An answer that is late stands above the hits if
		// the reader has not turned to them yet.
		const ask = async () => {
			const text = input.value.trim(), mine = ++asked;
			waiting = null;
			stop.abort();
			stop = new AbortController();
			if (!text) return showStart();
			if (text === shown) return say(...said);
			const { signal } = stop, of = edition;
			const slow = setTimeout(() => { if (mine === asked) say(words.loading); }, 400);
			try {
				const found = await call(of, "search", text, { limit: 10, collection: chosen?.id, signal });
				const quote = quoted(text, found);
				if (!found.hits.length) {
					const near = chosen && found.collections?.length ? [] : await call(of, "suggest", text);
					if (mine === asked) showNothing(text, near, found);
					return;
				}
				const answer = await Promise.race([quote, new Promise(wait => { setTimeout(wait, 150, undefined); })]);
				if (mine !== asked) return;
				showHits(text, found, answer);
				if (answer !== undefined) return;
				quote.then(late => { if (late && mine === asked && !moved && !body.scrollTop && !list.matches(":hover")) showHits(text, found, late); });
			} catch (error) {
				if (mine !== asked || error.name === "AbortError") return;
				[shown, waiting] = ["", null];
				say("");
				hideChips();
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
			open(edition).catch(() => { /* said when something is asked */ });
			ask();
		};

		const follow = (option, newTab) => {
			if (!option) return;
			if (!newTab || !option.href) return option.click();
			recent.add(input.value.trim());
			window.open(option.href, "_blank", "noopener");
		};

		const text = () => input.value.trim();
		const step = index => { moved = true; waiting = null; select(index); };
		// On a touch screen the key that says "search" shows the hits, by putting
		// the keyboard away; it follows one only if one was chosen.
		const enter = event => {
			if (!moved && matchMedia("(hover: none)").matches) input.blur();
			else if (text() === shown || !text()) follow(options()[active], event.ctrlKey || event.metaKey);
			else waiting = { newTab: event.ctrlKey || event.metaKey };
		};
		const keys = {
			ArrowDown: () => step(active + 1 < options().length ? active + 1 : 0),
			ArrowUp: () => step(active > 0 ? active - 1 : options().length - 1),
			PageDown: () => step(Math.min(active + 5, options().length - 1)),
			PageUp: () => step(Math.max(active - 5, 0)),
			Enter: enter,
			// The first Escape empties the field, the next one closes the dialog.
			Escape: () => { input.value = ""; ask(); },
		};

		input.addEventListener("input", ask);
		input.addEventListener("keydown", event => {
			if (event.isComposing || event.keyCode === 229 || event.altKey || !keys[event.key] || event.key === "Escape" && !input.value) return;
			event.preventDefault();
			keys[event.key](event);
		});
		part("form").addEventListener("submit", event => event.preventDefault());
		part("close").addEventListener("click", () => dialog.close());
		part("retry").addEventListener("click", () => { input.focus(); ask(); });
		part("clear").addEventListener("click", () => { recent.write([]); input.focus(); showStart(); });
		part("widen").addEventListener("click", () => { choose(null); input.focus(); });
		const editions = [...language?.options ?? []].map(({ value, lang, dir, defaultSelected, dataset }) => defaultSelected ? own : { index: value, home: dataset.home, lang, dir });
		language?.addEventListener("change", () => {
			edition = editions[language.selectedIndex];
			choose(null);
		});
		// What was chosen holds until the dialog is closed, a collection until the field
		// is emptied.
		dialog.addEventListener("close", () => {
			if (language) language.selectedIndex = editions.indexOf(own);
			waiting = null;
			if (edition === own && !chosen) return;
			stop.abort();
			asked++;
			shown = "";
			[edition, chosen] = [own, null];
			if (dialog.open) ask();
		});
		// Letters typed on a chip or a button go on in the field, and Escape empties it.
		dialog.addEventListener("keydown", event => {
			if (event.key === "Escape" && input.value && !event.defaultPrevented && event.target !== input) {
				event.preventDefault();
				input.focus();
				keys.Escape();
			}
			if (event.target.matches("button, a") && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) input.focus();
		});
		// What a keyboard on the screen leaves of a phone is the room of the dialog.
		const fit = () => {
			if (visualViewport.scale > 1) return;
			dialog.style.setProperty("--room", `${visualViewport.height}px`);
			dialog.style.setProperty("--above", `${visualViewport.offsetTop}px`);
		};
		for (const change of ["resize", "scroll"]) visualViewport?.addEventListener(change, fit);
		list.addEventListener("pointermove", event => {
			const index = [...options()].indexOf(event.target.closest("[role=option]"));
			if (index >= 0 && index !== active) select(index, false);
		});
		list.addEventListener("click", event => {
			const option = event.target.closest("a[role=option]");
			if (!option) return;
			recent.add(text());
			if (event.ctrlKey || event.metaKey || event.shiftKey) return;
			document.dispatchEvent(new CustomEvent("signpost:follow", { detail: { href: option.href, text: text() } }));
			dialog.close();
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
			button.addEventListener("pointerenter", () => { open(own).catch(() => {}); }, { once: true });
		}
		document.addEventListener("signpost:find", async ({ detail }) => {
			try {
				const { hits } = await call(own, "search", detail.text, { limit: detail.limit });
				detail.show(hits.map(hit => ({ title: hit.title, href: target({ url: hit.article ?? hit.url }) })));
			} catch { detail.show([]); }
		});
		document.addEventListener("signpost:marks", async ({ detail }) => {
			try {
				detail.show((await call(own, "find", detail.text, [detail.within]))[0]);
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
			field.addEventListener("focus", () => { open(own).catch(() => {}); }, { once: true });
			field.addEventListener("input", event => { if (!event.isComposing) hand(); });
			field.addEventListener("compositionend", hand);
		}
	};

	if (dialog) start();
}
