#!/usr/bin/env bash
# The report's page in a browser: axe finds nothing against it, in both languages, on a wide and a
# narrow screen, light and dark; and it does find what is wrong with a page that was spoilt.
# Needs chromium and npm (for axe-core, by package-lock.json). Works in a folder of its own.
set -euo pipefail
cd "$(dirname "$0")"

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cp package.json package-lock.json "$folder"
(cd "$folder" && npm ci --silent --no-audit --no-fund)
kiennghi() { cargo run --release --quiet --package kiennghi-cli -- "$@"; }
kiennghi demo --keep "$folder/so.db" >"$folder/demo.txt"
for lang in vi en; do
    kiennghi report "$folder/so.db" "$folder/$lang.html" --lang "$lang" --as-of 2026-10-30 --agency 'Ban Quản lý các khu công nghiệp' >"$folder/made.txt"
done
# A page that says no language and has a cell of no contrast.
sed -e 's/<html lang="en">/<html>/' -e 's/class="lead"/class="lead" style="color:#fff"/' "$folder/en.html" >"$folder/spoilt.html"

# Puts axe into the page; what it finds is written where the browser's print of the page tells it.
checked() {
    cat "$1"
    echo '<script>'
    cat "$folder/node_modules/axe-core/axe.min.js"
    cat <<'SCRIPT'

</script>
<pre id="found"></pre>
<script>
axe.run(document, { resultTypes: ["violations"] }).then(result => {
    const told = result.violations.map(v => `${v.id} (${v.impact}): ${v.nodes.map(n => n.target).join("; ")}`);
    document.getElementById("found").textContent = `axe passed ${result.passes.length} rules, found ${told.length}\n${told.join("\n")}`;
});
</script>
SCRIPT
}

# What axe found in a page, at a width, with what else the browser is told.
axe() {
    checked "$1" >"$folder/checked.html"
    "$browser" --headless=new --no-sandbox --disable-gpu --virtual-time-budget=20000 --window-size="$2,1600" "${@:3}" \
        --user-data-dir="$folder/profile" --dump-dom "file://$folder/checked.html" 2>"$folder/browser.log" |
        sed -n '/axe passed [0-9]* rules/,/<\/pre>/p' | sed 's/<[^>]*>//g'
}

failed=0
# Each language on both screens, each screen in both schemes.
while read -r lang width scheme; do
    dark=(); [ "$scheme" = light ] || dark=(--force-dark-mode)
    found=$(axe "$folder/$lang.html" "$width" "${dark[@]}")
    echo "$lang, $width pixels, $scheme: $(head -n 1 <<<"$found")"
    grep -q 'axe passed [1-9][0-9]* rules, found 0' <<<"$found" || { echo "$found"; failed=1; }
done <<'WAYS'
vi 1200 light
vi 500 dark
en 1200 dark
en 500 light
WAYS
spoilt=$(axe "$folder/spoilt.html" 1200)
if ! { grep -q '^html-has-lang' <<<"$spoilt" && grep -q '^color-contrast' <<<"$spoilt"; }; then
    echo "The check finds nothing wrong with a page that was spoilt:"
    echo "$spoilt"
    failed=1
fi
exit $failed
