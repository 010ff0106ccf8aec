#!/usr/bin/env bash
# LibreOffice opens every kind of workbook, in both languages: it computes each formula anew and comes to the
# figure that is stored, finds a formula in no text, and keeps what is merged, frozen and repeated. A
# workbook whose stored figures were spoilt is found out. Works in a folder of its own.
# Needs soffice (LibreOffice Calc, without a screen) and python3.
set -euo pipefail
cd "$(dirname "$0")"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
kiennghi() { cargo run --release --quiet --package kiennghi-cli -- "$@"; }

kiennghi demo --keep "$folder/so.db" >"$folder/said.txt"
# Texts that a spreadsheet would take for formulas, in every place that a sheet gives them.
cat >"$folder/formulas.csv" <<'SHEET'
Số đến,Ngày đến,Nơi gửi,Trích yếu,Lĩnh vực,Đơn vị xử lý
F1,02/10/2026,=1+1,"=HYPERLINK(""http://x"")",+1+1,=2+2
F2,05/10/2026,@SUM(A1),-3+4,@SUM(1),-5
SHEET
kiennghi import "$folder/so.db" "$folder/formulas.csv" >>"$folder/said.txt"
office=(--agency 'Ban Quản lý các khu công nghiệp' --parent 'UBND tỉnh Bình Dương')
asked=("$folder/so.db" --as-of 2026-10-30 "${office[@]}")
for lang in vi en; do
    made() { kiennghi "$1" --lang "$lang" "${@:3}" --output "$folder/$lang-$2.xlsx" >>"$folder/said.txt"; }
    made worklist worklist "${asked[@]}"
    made statistics by-nothing "${asked[@]}" --by source --period month
    made statistics by-all "${asked[@]}" --by source,unit,field --period half
    made statistics published "${asked[@]}" --by source,unit --suppress 5
    made form by-source "${asked[@]}" by-source
    # What does not agree in it is told, with an exit code of its own.
    made form II.05a "${asked[@]}" II.05a || [ $? = 4 ]
    made form II.05b "${asked[@]}" II.05b || [ $? = 4 ]
    kiennghi export "$folder/so.db" "$folder/$lang-register.xlsx" --lang "$lang" "${office[@]}" >>"$folder/said.txt"
    kiennghi report "$folder/so.db" "$folder/$lang.html" --lang "$lang" --as-of 2026-10-30 "${office[@]}" >>"$folder/said.txt"
done
python3 check.py spoil "$folder/vi-by-source.xlsx" "$folder/spoilt.xlsx"
# Formulas are computed when a file is loaded, whatever is stored.
profile="$folder/profile/user"
mkdir -p "$profile" "$folder/computed"
cp recalculate.xcu "$profile/registrymodifications.xcu"
soffice -env:UserInstallation="file://$folder/profile" --headless --convert-to fods --outdir "$folder/computed" \
    "$folder"/*.xlsx >"$folder/soffice.log" 2>&1
python3 check.py compare "$folder" "$folder/computed"
