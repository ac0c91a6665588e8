// The list of languages closes when the reader turns elsewhere.
{
	const list = document.querySelector(".languages");
	if (list) {
		document.addEventListener("click", event => { if (!list.contains(event.target)) list.open = false; });
		list.addEventListener("keydown", event => {
			if (event.key !== "Escape" || !list.open) return;
			list.open = false;
			list.querySelector("summary").focus();
		});
	}
}
