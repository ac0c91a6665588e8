// What a body of text gains where scripts run: links on headings, a button that
// copies code, tables that scroll with the keyboard, pictures that enlarge.
{
	const prose = document.querySelector("[data-prose]");

	const linkHeadings = () => {
		for (const heading of prose.querySelectorAll(":is(h2, h3, h4)[id]")) {
			if (heading.querySelector(".anchor")) continue;
			const a = document.createElement("a");
			a.className = "anchor";
			a.href = `#${heading.id}`;
			a.textContent = "#";
			a.setAttribute("aria-label", prose.dataset.anchor.replace("{0}", () => heading.textContent.trim()));
			heading.append(a);
		}
	};

	// Without a secure connection browsers offer no clipboard, so no button.
	const copyCode = () => {
		if (!navigator.clipboard) return;
		for (const pre of prose.querySelectorAll("pre")) {
			const box = document.createElement("div"), button = document.createElement("button");
			box.className = "code";
			button.className = "copy";
			button.type = "button";
			button.textContent = prose.dataset.copy;
			button.setAttribute("aria-live", "polite");
			button.addEventListener("click", async () => {
				await navigator.clipboard.writeText(pre.innerText.replace(/\n$/, ""));
				button.textContent = prose.dataset.copied;
				setTimeout(() => { button.textContent = prose.dataset.copy; }, 2000);
			});
			pre.before(box);
			box.append(pre, button);
		}
	};

	// What scrolls must be reachable without a mouse.
	const reachScrollers = () => {
		for (const table of prose.querySelectorAll("table")) {
			if (table.parentElement.matches(".scroll")) continue;
			const box = document.createElement("div");
			box.className = "scroll";
			table.before(box);
			box.append(table);
		}
		const check = () => {
			for (const box of prose.querySelectorAll(".scroll, pre")) {
				const scrolls = box.scrollWidth > box.clientWidth;
				box.toggleAttribute("tabindex", false);
				if (scrolls) box.tabIndex = 0;
				if (box.matches("pre")) continue;
				if (scrolls) { box.setAttribute("role", "group"); box.setAttribute("aria-label", prose.dataset.table); }
				else { box.removeAttribute("role"); box.removeAttribute("aria-label"); }
			}
		};
		new ResizeObserver(check).observe(prose);
	};

	const zoomPictures = () => {
		const consider = img => {
			if (img.closest("a, button") || img.naturalWidth < img.clientWidth * 1.25) return;
			const button = document.createElement("button");
			button.type = "button";
			button.className = "zoom";
			button.setAttribute("aria-label", [prose.dataset.zoom, img.alt].filter(Boolean).join(": "));
			button.addEventListener("click", () => enlarge(img));
			img.before(button);
			button.append(img);
		};
		for (const img of prose.querySelectorAll("img")) {
			if (img.complete && img.naturalWidth) consider(img);
			else img.addEventListener("load", () => consider(img), { once: true });
		}
	};

	const enlarge = img => {
		const dialog = document.createElement("dialog"), button = document.createElement("button"), copy = new Image();
		dialog.className = "zoomed";
		dialog.setAttribute("aria-label", img.alt || prose.dataset.zoom);
		button.type = "button";
		button.setAttribute("aria-label", prose.dataset.unzoom);
		copy.src = img.currentSrc || img.src;
		copy.alt = img.alt;
		button.append(copy);
		dialog.append(button);
		dialog.addEventListener("click", () => dialog.close());
		dialog.addEventListener("close", () => dialog.remove());
		document.body.append(dialog);
		dialog.showModal();
	};

	// Links from elsewhere still name headings that are in other articles now.
	const followMoved = () => {
		const moved = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
		if (moved && moved.matches("[data-moved]")) location.replace(moved.querySelector("a").href);
	};

	if (prose) {
		followMoved();
		linkHeadings();
		copyCode();
		reachScrollers();
		zoomPictures();
	}
}
