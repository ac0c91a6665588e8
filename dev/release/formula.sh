#!/usr/bin/env bash
# Prints the formula for a Homebrew tap, from the checksums of a release:
#
#   dev/release/formula.sh VERSION ADDRESS dist/checksums.txt >signpost.rb
#
# ADDRESS is where the archives lie, without the file's name.
set -euo pipefail

version=${1:?"formula.sh: name the version, such as 1.2.3"}
address=${2:?"formula.sh: name the address of the release's files"}
sums=${3:?"formula.sh: name the file of checksums"}

sum() { # OS_ARCH
	awk -v name="signpost_${version}_$1.tar.gz" '$2 == name { print $1; found = 1 } END { exit !found }' "$sums" ||
		{ echo "formula.sh: $sums has no signpost_${version}_$1.tar.gz" >&2 && exit 1; }
}
part() { # OS_ARCH
	printf '      url "%s/signpost_%s_%s.tar.gz"\n      sha256 "%s"\n' "$address" "$version" "$1" "$(sum "$1")"
}
darwin_arm=$(part darwin_arm64) darwin_intel=$(part darwin_amd64) linux_arm=$(part linux_arm64) linux_intel=$(part linux_amd64)
cat <<END
class Signpost < Formula
  desc "Help center from Markdown, and the questions it does not answer yet"
  homepage "$address"
  version "$version"
  license "Apache-2.0"

  on_macos do
    on_arm do
$darwin_arm
    end
    on_intel do
$darwin_intel
    end
  end

  on_linux do
    on_arm do
$linux_arm
    end
    on_intel do
$linux_intel
    end
  end

  def install
    bin.install "signpost"
    man1.install Dir["man/*"]
    bash_completion.install "completions/signpost.bash" => "signpost"
    fish_completion.install "completions/signpost.fish"
    zsh_completion.install "completions/_signpost"
  end

  test do
    system bin/"signpost", "init", testpath/"help"
    system bin/"signpost", "check", "--site", testpath/"help"
  end
end
END
