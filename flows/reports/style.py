"""How documents of figures look on paper (A4)."""

STYLE = """
@page { size: A4; margin: 14mm 15mm 17mm;
  @bottom-left { content: element(running); width: 80%; vertical-align: top; border-top: 0.2mm solid #c5ccd4; }
  @bottom-right { content: counter(page) " / " counter(pages); width: 20%; font: 7.5pt "Liberation Sans"; color: #52606d;
    vertical-align: top; padding-top: 2.5mm; border-top: 0.2mm solid #c5ccd4; } }
@page :first { margin: 12mm 15mm 17mm; }
@page cover { margin: 0; @bottom-left { content: none; border: none; } @bottom-right { content: none; border: none; } }
* { box-sizing: border-box; }
body { font: 9pt/1.4 "Liberation Sans", sans-serif; color: #1f2933; margin: 0; }
p { margin: 0 0 2mm; }
.running { position: running(running); font-size: 7.5pt; color: #52606d; margin: 0; padding-top: 2.5mm; }
.head { display: flex; align-items: center; gap: 6mm; border-bottom: 0.7mm solid #1f5a8c; padding-bottom: 3mm; margin-bottom: 4mm; }
.head .logo { height: 18mm; max-width: 40mm; object-fit: contain; }
.head .town { margin: 0; font-size: 9pt; color: #52606d; }
h1 { font-size: 17pt; line-height: 1.15; margin: 0; color: #16436a; }
.head .about { margin: 0.5mm 0 0; font-size: 11pt; font-weight: bold; }
.head .period { margin: 0.5mm 0 0; color: #52606d; }
h2 { font-size: 12pt; margin: 5mm 0 2mm; color: #16436a; break-after: avoid; }
h2 span { font-weight: normal; color: #52606d; }
h3 { font-size: 9.5pt; margin: 4mm 0 1mm; break-after: avoid; }
.begins { break-before: page; }
.begins > h2 { margin-top: 0; }
.lead { font-size: 10pt; }
.chart { margin: 0 0 2mm; break-inside: avoid; }
.chart img { display: block; width: 100%; max-height: 105mm; object-fit: contain; object-position: left top; }
table { border-collapse: collapse; width: 100%; margin: 0 0 3mm; font-size: 8.5pt; }
th, td { padding: 0.9mm 1.6mm; text-align: right; vertical-align: bottom; border-bottom: 0.15mm solid #d9dee4;
  font-variant-numeric: tabular-nums; }
th:first-child { text-align: left; }
thead th { border-bottom: 0.4mm solid #1f5a8c; font-size: 8pt; line-height: 1.2; }
tbody th { font-weight: normal; }
table { table-layout: fixed; }
.of-1 th:first-child { width: 76%; } .of-2 th:first-child { width: 60%; } .of-3 th:first-child { width: 46%; }
.of-4 th:first-child { width: 44%; } .of-5 th:first-child { width: 42%; } .of-6 th:first-child { width: 40%; }
.listing th:first-child { width: 22mm; } .listing th:nth-child(3) { width: 52mm; } .listing th:last-child { width: 30mm; }
tfoot th, tfoot td { font-weight: bold; border-bottom: none; border-top: 0.4mm solid #1f5a8c; }
tr { break-inside: avoid; }
td.hidden { color: #52606d; font-style: italic; }
.none, .more, .masked { color: #52606d; }
.more { font-size: 8pt; margin-top: -1.5mm; }
.masked { font-size: 7.5pt; margin-top: 3mm; }
.tiles { display: flex; flex-wrap: wrap; gap: 2.5mm; list-style: none; margin: 0 0 3mm; padding: 0; }
.tiles li { width: 43.1mm; border: 0.2mm solid #c5ccd4; border-top: 0.9mm solid #1f5a8c; border-radius: 1mm; padding: 2mm 2.5mm; }
.tiles .name { display: block; font-size: 8pt; line-height: 1.25; min-height: 7.2mm; color: #3e4c59; }
.tiles strong { display: block; font-size: 17pt; line-height: 1.2; color: #16436a; }
.tiles strong small { font-size: 8.5pt; font-weight: normal; }
.tiles .before { display: block; font-size: 7.5pt; line-height: 1.25; color: #52606d; }
.listing table { font-size: 8pt; }
.listing th, .listing td { text-align: left; vertical-align: top; }
.listing td:last-child, .listing th:last-child { text-align: right; white-space: nowrap; }
.weekly h2 { margin: 3mm 0 1mm; font-size: 11pt; }
.weekly table { font-size: 7.8pt; margin-bottom: 1.5mm; }
.weekly th, .weekly td { padding: 0.45mm 1.4mm; }
.pair { display: flex; gap: 6mm; }
.pair > :first-child { flex: 0 0 108mm; }
.pair > :last-child { flex: 1 1 auto; }
.pair .of-1 th:first-child { width: 68%; }
.weekly .tiles { margin-bottom: 1mm; }
.monthly .chart img { max-height: 88mm; }
.sector .chart img { max-height: 64mm; }
.cover { page: cover; break-after: page; height: 297mm; padding: 40mm 25mm 20mm; border-left: 14mm solid #1f5a8c; position: relative; }
.cover .logo { display: block; height: 38mm; max-width: 110mm; object-fit: contain; object-position: left; margin-bottom: 16mm; }
.cover .town { font-size: 22pt; margin: 0 0 30mm; color: #3e4c59; }
.cover h1 { font-size: 34pt; line-height: 1.15; margin: 0 0 8mm; }
.cover .period { font-size: 22pt; margin: 0 0 3mm; }
.cover .about { font-size: 14pt; color: #52606d; }
.cover .made { position: absolute; left: 25mm; bottom: 22mm; color: #52606d; }
.contents ol { margin: 0 0 4mm; padding-left: 6mm; font-size: 10pt; }
.contents li { padding: 0.7mm 0; }
.contents a { color: inherit; text-decoration: none; }
.contents a::after { content: leader(". ") target-counter(attr(href), page); }
.contents h2 { margin-top: 0; font-size: 15pt; }
.annual .chart img { max-height: 88mm; }
#volumes .chart img { max-height: 62mm; }
#subjects .chart img { max-height: 76mm; }
#essential .chart img, #departments .chart img { max-height: 76mm; }
.annual .chapter > h2 { font-size: 15pt; border-bottom: 0.5mm solid #1f5a8c; padding-bottom: 1.5mm; }
.close .begins { break-before: auto; }
.close #essential, .close #actions, .close #method { break-before: auto; }
.close .chapter > h2 { margin-top: 5mm; }
.close .lead { break-after: avoid; }
.annual.close .chart img, .close #volumes .chart img, .close #subjects .chart img, .close #essential .chart img,
.close #departments .chart img { max-height: 58mm; }
.close table { font-size: 7.8pt; } .close th, .close td { padding: 0.5mm 1.4mm; }
.close .own { font-size: 9pt; columns: 2; column-gap: 8mm; }
.closest table { font-size: 7pt; } .closest tbody th { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.closest .own, .closest .definitions, .closest .lead { font-size: 8pt; }
.annual.closest .chart img, .closest #volumes .chart img, .closest #subjects .chart img, .closest #essential .chart img,
.closest #departments .chart img { max-height: 50mm; }
.own { font-size: 10pt; }
.definitions h3 { margin: 3mm 0 0.5mm; }
.definitions p { margin: 0; }
"""
