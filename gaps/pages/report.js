// Sorts and filters the list, and sends decisions without leaving the place.
// Without it everything is there, as one long page with plain forms.
{
  const tools = () => document.getElementById("tools");
  const fields = ["sort", "kind", "status", "find"];

  const arrange = () => {
    const form = tools(), rows = document.getElementById("rows");
    if (!form || !rows) return;
    form.hidden = false;
    const value = name => form.elements[name]?.value ?? "";
    const sort = value("sort"), find = value("find").trim().toLocaleLowerCase();
    const key = row => sort === "last" ? Date.parse(row.dataset.last) || 0 : Number(row.dataset[sort]);
    const list = [...rows.children].sort((a, b) => (sort === "rank" ? 0 : key(b) - key(a)) || a.dataset.rank - b.dataset.rank);
    rows.append(...list);
    // What was set aside stays in its own list, and is found there.
    const all = [...document.querySelectorAll(".list > li")];
    let shown = 0;
    for (const row of all) {
      const card = document.getElementById(row.dataset.id);
      row.hidden = value("kind") && row.dataset.kind !== value("kind")
        || value("status") && row.dataset.status !== value("status")
        || find && !(row.dataset.id + " " + (card ?? row).textContent).toLocaleLowerCase().includes(find);
      if (card) card.hidden = row.hidden;
      if (!row.hidden) shown++;
    }
    form.elements.shown.value = shown === all.length ? "" : `${shown} of ${all.length} shown`;
  };

  const copying = () => {
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.hidden = !navigator.clipboard;
      button.onclick = async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = "Copied";
      };
    }
  };

  const begin = () => {
    copying();
    const form = tools();
    if (!form) return;
    form.addEventListener("input", arrange);
    form.addEventListener("submit", event => event.preventDefault());
    arrange();
  };
  begin();

  // A gap that is led to has to be seen, whatever the filter says.
  addEventListener("hashchange", () => {
    const card = document.getElementById(location.hash.slice(1));
    if (card) card.hidden = false;
  });

  const focus = place => {
    if (!place) return;
    if (!place.matches("button, summary, input, a")) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  };
  const decide = card => card?.querySelector(".desk button, .desk summary") ?? document.getElementById("said");

  // Where a decision about a gap leads: to its buttons, or, when it is done with, to the
  // next of those that were shown and wait for one.
  const go = (id, was, order) => {
    const card = document.getElementById(id), status = card?.dataset.status;
    if (!card || status === was || status === "open") return focus(decide(card));
    const at = order.indexOf(id);
    const next = [...order.slice(at + 1), ...order.slice(0, Math.max(0, at)).reverse()].map(id => document.getElementById(id))
      .find(card => card && !card.hidden && card.dataset.status === "open");
    focus(next ?? document.getElementById("list") ?? document.getElementById("said"));
  };

  // What a page begins with is not read out, so it is said again; a form that decided
  // nothing, or the gap, is where to go on.
  addEventListener("load", () => {
    const said = document.getElementById("said")?.firstChild;
    if (!said) return;
    const alert = document.createElement("p");
    alert.className = "heard";
    alert.role = "alert";
    alert.textContent = said.textContent;
    document.body.append(alert);
    setTimeout(() => alert.remove(), 10_000); // who reads on does not meet it again
    const card = document.getElementById(location.hash.slice(1));
    focus(document.querySelector(".choose :is([name=words], [name=into])") ?? (card && decide(card)));
  });

  const tell = text => {
    const said = document.getElementById("said");
    if (!said) return;
    said.classList.add("bad");
    said.textContent = text;
  };

  document.addEventListener("submit", async event => {
    const form = event.target;
    if (form.method !== "post" || !document.getElementById("said") || !form.elements.gap) return;
    if (form.matches(".choose")) return; // it leads to another page, at the gap
    event.preventDefault();
    const button = event.submitter ?? form.querySelector("button");
    button.disabled = true;
    const unfolded = [...document.querySelectorAll("article:has(> .evidence[open])")].map(card => card.id);
    const id = form.elements.gap.value, was = document.getElementById(id)?.dataset.status;
    const order = [...document.querySelectorAll("main article[data-status]")].filter(card => !card.hidden).map(card => card.id);
    const before = Object.fromEntries(fields.map(name => [name, tools()?.elements[name]?.value]));
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok) throw new Error((await answer.text()).trim());
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of ["main", "nav.pages", "header"]) {
        document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
      }
      // The element that tells stays: a live region that is new is not read out.
      const said = document.getElementById("said"), says = page.getElementById("said");
      said.className = says.className;
      said.replaceChildren(...document.adoptNode(says).childNodes);
      for (const name of fields) {
        const field = tools()?.elements[name];
        if (field && before[name] !== undefined) field.value = before[name];
      }
      begin();
      for (const id of unfolded) document.getElementById(id)?.querySelector(".evidence")?.setAttribute("open", "");
      go(id, was, order);
    } catch (problem) {
      button.disabled = false;
      tell(`Nothing was decided: ${problem.message || "the review has ended; start it again"}`);
    }
  });
}
