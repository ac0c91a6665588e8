// Tabs, as the ARIA practices describe them. Without scripts they are sections
// one below the other. The choice holds for all tabs of that name on the page.
{
	const groups = [...document.querySelectorAll("[data-tabs]")].map((box, number) => {
		const panels = [...box.querySelectorAll(":scope > .tab")], list = document.createElement("div");
		list.className = "tab-list";
		list.setAttribute("role", "tablist");
		const tabs = panels.map((panel, i) => {
			const tab = document.createElement("button"), heading = panel.firstElementChild;
			tab.type = "button";
			tab.id = `page:tab-${number}-${i}`;
			tab.textContent = heading.firstChild.textContent.trim();
			tab.setAttribute("role", "tab");
			panel.id ||= `page:panel-${number}-${i}`;
			tab.setAttribute("aria-controls", panel.id);
			panel.setAttribute("role", "tabpanel");
			panel.setAttribute("aria-labelledby", tab.id);
			return tab;
		});
		list.append(...tabs);
		box.prepend(list);
		return { tabs, panels };
	});

	const select = ({ tabs, panels }, index) => tabs.forEach((tab, i) => {
		tab.setAttribute("aria-selected", String(i === index));
		tab.tabIndex = i === index ? 0 : -1;
		panels[i].hidden = i !== index;
	});

	const choose = (group, index) => {
		const name = group.tabs[index].textContent;
		for (const other of groups) {
			const same = other === group ? index : other.tabs.findIndex(tab => tab.textContent === name);
			if (same >= 0) select(other, same);
		}
	};

	// An address may lead to something within a tab.
	const reveal = () => {
		const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
		for (const group of groups) {
			const index = group.panels.findIndex(panel => target && panel.contains(target));
			if (index < 0) continue;
			choose(group, index);
			target.scrollIntoView();
		}
	};

	for (const group of groups) {
		select(group, 0);
		group.tabs.forEach((tab, i) => {
			tab.addEventListener("click", () => choose(group, i));
			tab.addEventListener("keydown", event => {
				const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft", on = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
				const to = { [back]: i - 1, [on]: i + 1, Home: 0, End: group.tabs.length - 1 }[event.key];
				if (to === undefined) return;
				event.preventDefault();
				const next = (to + group.tabs.length) % group.tabs.length;
				choose(group, next);
				group.tabs[next].focus();
			});
		});
	}
	if (groups.length) {
		reveal();
		addEventListener("hashchange", reveal);
	}
}
