// Time from saving an article until its changed page is served, Signpost's
// preview against hugo server, in turn on the same articles; prints medians and
// the ratio of pairs.
//
// usage: node preview.mjs CORPUS_DIR [EDITS]
// needs: hugo on PATH or in HUGO, and the binary in SIGNPOST.
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import url from "node:url";

const here = path.dirname(url.fileURLToPath(import.meta.url));
const [corpus, edits] = [process.argv[2], +(process.argv[3] ?? 11)];
const work = fs.mkdtempSync(path.join(os.tmpdir(), "preview-"));
const sleep = ms => new Promise(done => setTimeout(done, ms));

function articles(folder) {
	return fs.readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter(entry => entry.isFile() && entry.name.endsWith(".md") && !/^_?index\.md$/.test(entry.name))
		.map(entry => path.join(entry.parentPath, entry.name)).sort();
}

async function start(name, port, command, args, cwd) {
	const child = spawn(command, args, { cwd, stdio: "ignore" });
	const agent = new http.Agent({ keepAlive: true });
	const get = address => new Promise(done => {
		http.get({ host: "127.0.0.1", port, path: address, agent }, res => {
			const parts = [];
			res.on("data", part => parts.push(part));
			res.on("close", () => done(Buffer.concat(parts).toString()));
		}).on("error", () => done(""));
	});
	const began = performance.now();
	while (!await get("/")) await sleep(20);
	console.log(`${name}: first page after ${Math.round(performance.now() - began)} ms`);
	return { name, cwd, get, stop() { child.kill("SIGTERM"); agent.destroy(); }, times: { body: [], title: [] } };
}

async function edit(site, kind, n) {
	const all = articles(path.join(site.cwd, "content"));
	const file = all[Math.floor((n + 0.5) * all.length / edits)];
	const address = `/${path.relative(path.join(site.cwd, "content"), file).replace(/\.md$/, "/").split(path.sep).map(encodeURIComponent).join("/")}`;
	const token = `zq${kind}${n}x`;
	const text = fs.readFileSync(file, "utf8");
	await site.get(address);
	const saved = performance.now();
	fs.writeFileSync(file, kind === "body" ? `${text}\nChanged ${token} here.\n` : text.replace(/^title: "?/m, match => `${match}${token} `));
	while (!(await site.get(address)).includes(token)) {
		if (performance.now() - saved > 20000) throw new Error(`${site.name} does not show ${file}`);
		await sleep(2);
	}
	site.times[kind].push(performance.now() - saved);
}

const median = list => [...list].sort((a, b) => a - b)[list.length >> 1];
const sites = [];
try {
	fs.cpSync(path.join(here, "hugo-theme"), path.join(work, "hugo"), { recursive: true });
	for (const name of ["hugo", "signpost"]) fs.cpSync(path.join(corpus, "content"), path.join(work, name, "content"), { recursive: true });
	sites.push(await start("hugo server", 14131, process.env.HUGO ?? "hugo", ["server", "--port", "14131", "--bind", "127.0.0.1", "--quiet"], path.join(work, "hugo")));
	sites.push(await start("signpost preview", 14132, process.env.SIGNPOST ?? "signpost", ["preview", "--addr", "127.0.0.1:14132"], path.join(work, "signpost")));
	await sleep(4000);
	for (const kind of ["body", "title"]) {
		for (let n = 0; n < edits; n++) {
			for (const site of sites) {
				await edit(site, kind, n);
				await sleep(+(process.env.PAUSE ?? 2500)); // until all that follows a save is done
			}
		}
		const [peer, ours] = sites.map(site => site.times[kind]);
		console.log(`${kind}: hugo server ${median(peer).toFixed(0)} ms, signpost preview ${median(ours).toFixed(0)} ms, ratio of ${edits} pairs ${median(ours.map((ms, n) => ms / peer[n])).toFixed(2)}`);
	}
} finally {
	for (const site of sites) site.stop();
	await sleep(200);
	fs.rmSync(work, { recursive: true, force: true });
}
