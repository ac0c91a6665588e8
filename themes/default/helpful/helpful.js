// "Was this helpful?" tells other parts of the page what was answered; "no" leads to
// a person, and asks why where somebody collects the reasons.
{
	const section = document.querySelector("[data-helpful]");
	const tell = detail => document.dispatchEvent(new CustomEvent("signpost:helpful", { detail }));
	section?.addEventListener("click", event => {
		const pressed = event.target.closest("[data-answer], [data-reason]")?.dataset;
		if (!pressed) return;
		const status = section.querySelector("[role=status]");
		if (pressed.reason) {
			tell({ answer: "no", reason: pressed.reason });
			section.querySelector("[data-why]").hidden = true;
			section.querySelector("[data-thanks]").hidden = false;
		} else {
			tell({ answer: pressed.answer });
			section.querySelector(".helpful-ask").hidden = true;
			section.querySelector(`[data-reply="${pressed.answer}"]`).hidden = false;
		}
		status.focus();
	});
}
