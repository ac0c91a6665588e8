// A video loads nothing from its host until somebody plays it. Without scripts
// it is a link.
{
	const words = document.querySelector("[data-prose]")?.dataset ?? {};
	for (const box of document.querySelectorAll("[data-video]")) {
		const { video, videoTitle, videoHost } = box.dataset;
		const link = box.querySelector("p"), button = document.createElement("button"), notice = document.createElement("small");
		button.type = "button";
		button.className = "video-play";
		notice.textContent = words.videohost.replace("{0}", () => videoHost);
		button.append(words.play.replace("{0}", () => videoTitle), notice);
		button.addEventListener("click", () => {
			const frame = document.createElement("iframe");
			frame.src = `${video}?autoplay=1`;
			frame.title = videoTitle;
			frame.allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
			frame.referrerPolicy = "strict-origin-when-cross-origin";
			button.replaceWith(frame);
			frame.focus();
		}, { once: true });
		link.hidden = true;
		box.prepend(button);
	}
}
