/** Paper in both colour schemes: what is printed is what is seen. */
export const CERTIFICATE_STYLE = `
@page{margin:18mm 17mm 20mm;@bottom-right{content:counter(page) ' / ' counter(pages);font:8pt Georgia,serif;color:#5a626c}}
:root{color-scheme:light;font:10.5pt/1.5 'Iowan Old Style','Palatino Linotype',Palatino,'Book Antiqua','Noto Serif',Georgia,serif;color:#1b1f24;background:#eceae5}
html:lang(zh){font-family:'Noto Serif CJK SC','Songti SC',SimSun,serif}
*{box-sizing:border-box}
body{margin:0}
main{max-width:210mm;margin:2rem auto;padding:18mm 17mm 16mm;background:#fff;box-shadow:0 1px 2px #0002,0 12px 40px #0001}
header{display:grid;grid-template-columns:1fr auto;gap:1.5rem;align-items:start;border-bottom:1.5pt solid #1b1f24;padding-bottom:1.1rem}
h1{font-size:21pt;line-height:1.15;font-weight:600;letter-spacing:-.01em;margin:0 0 .35rem;text-wrap:balance}
header p{margin:0;color:#4b535d;text-wrap:pretty}
svg{width:4.4rem;height:4.4rem;color:#2c5d4f}
.act{font-size:15pt;line-height:1.3;margin:1.3rem 0 .2rem}
.act b{font-weight:600;color:#2c5d4f}
h2{font:600 8.5pt/1.4 ui-sans-serif,system-ui,'Noto Sans CJK SC',sans-serif;letter-spacing:.09em;text-transform:uppercase;color:#2c5d4f;margin:1.5rem 0 .45rem;break-after:avoid}
section{break-inside:avoid}
section.long{break-inside:auto}
dl{display:grid;grid-template-columns:minmax(8.5rem,27%) 1fr;margin:0;border-top:.5pt solid #d5d2ca}
dt,dd{margin:0;padding:.32rem 0;border-bottom:.5pt solid #d5d2ca}
dt{color:#5a626c;padding-inline-end:1rem}
dd{overflow-wrap:anywhere}
dd small{display:inline-block;color:#5a626c;font-size:8.5pt}
code,pre{font-family:ui-monospace,'SF Mono','Cascadia Mono','DejaVu Sans Mono',Consolas,monospace;font-size:8pt}
code{overflow-wrap:anywhere}
blockquote{margin:0;padding-inline-start:.7rem;border-inline-start:2pt solid #2c5d4f}
p.note{margin:.5rem 0;color:#5a626c;font-size:9.5pt;text-wrap:pretty}
p.warn{margin:.7rem 0 0;padding:.6rem .8rem;border:.75pt solid #9a5b13;background:#fdf6ec;color:#5f3809}
ol{margin:.2rem 0 0;padding-inline-start:1.3rem}
ul{margin:0;padding:0;list-style:none}
ul li{margin:0 0 .2rem}
li{margin:.3rem 0;font-variant-ligatures:none}
figure{margin:.7rem 0 0}
figcaption{font:600 8.5pt ui-sans-serif,system-ui,sans-serif;margin-bottom:.25rem;break-after:avoid}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;padding:.6rem .7rem;background:#f6f5f2;border:.5pt solid #d5d2ca;font-size:6.8pt;line-height:1.45}
pre.words{font:inherit;font-size:9.5pt;background:none;border:0;padding:0}
pre.words,blockquote{unicode-bidi:plaintext;text-align:start}
footer{margin-top:1.6rem;padding-top:.6rem;border-top:.5pt solid #d5d2ca;color:#5a626c;font-size:9pt}
bdi{unicode-bidi:isolate}
@media(max-width:40rem){main{margin:0;padding:1.5rem 1.1rem}dl{grid-template-columns:1fr}dt{border:0;padding-bottom:0}svg{width:3rem;height:3rem}}
@media print{:root{background:#fff}main{margin:0;padding:0;max-width:none;box-shadow:none}pre{background:none}}
`;
