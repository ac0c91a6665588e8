// "Was this helpful?" stores and sends nothing: "no" leads to a person.
{
	const section = document.querySelector("[data-helpful]");
	section?.addEventListener("click", event => {
		const answer = event.target.closest("[data-answer]")?.dataset.answer;
		if (!answer) return;
		document.dispatchEvent(new CustomEvent("signpost:helpful", { detail: { answer } }));
		const status = section.querySelector("[role=status]");
		section.querySelector(".helpful-ask").hidden = true;
		section.querySelector(`[data-reply="${answer}"]`).hidden = false;
		status.focus();
	});
}
