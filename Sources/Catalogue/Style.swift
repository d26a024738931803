/// The pages' style. Its colours have a contrast of at least 4.5 to 1 on their grounds, light and dark.
enum Style {
    static let text = """
        :root {
          --ground: #f6f7fb; --card: #ffffff; --ink: #161a2b; --soft: #555d78; --line: #e0e4f0; --strong: #3a46d6;
          --on-strong: #ffffff; --tint: #eceefd; --tint-ink: #2e39b8; --shadow: 0 1px 2px #161a2b14, 0 8px 24px #161a2b0f;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0e111c; --card: #171b2b; --ink: #eceffa; --soft: #a3acc8; --line: #2a3047; --strong: #aab2ff;
            --on-strong: #12152a; --tint: #232949; --tint-ink: #c6ccff; --shadow: 0 1px 2px #0006, 0 8px 24px #0004;
          }
        }
        *, *::before, *::after { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--ground); color: var(--ink);
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
          overflow-wrap: anywhere;
        }
        .wide { max-width: 75rem; margin: 0 auto; padding-left: 1.25rem; padding-right: 1.25rem; }
        .top {
          padding: 3.5rem 0 2.5rem; border-bottom: 1px solid var(--line);
          background: linear-gradient(var(--tint), var(--ground));
        }
        h1 { margin: 0; font-size: clamp(1.8rem, 5vw, 2.75rem); line-height: 1.15; letter-spacing: -.02em; }
        h2 { margin: 0; font-size: 1.2rem; line-height: 1.25; letter-spacing: -.01em; }
        h3 { margin: 0 0 .75rem; font-size: 1.05rem; }
        .lead { margin: .6rem 0 0; font-size: 1.15rem; color: var(--soft); max-width: 44rem; }
        a { color: var(--tint-ink); text-underline-offset: .15em; }
        :focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; border-radius: .25rem; }
        main:focus { outline: none; }
        .skip { position: absolute; left: -100vw; top: 0; padding: .75rem 1rem; background: var(--card); z-index: 1; }
        .skip:focus { left: 0; }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .search { margin-top: 1.75rem; max-width: 36rem; }
        .search label { display: block; margin-bottom: .4rem; font-weight: 600; }
        .search input {
          width: 100%; font: inherit; color: inherit; background: var(--card); padding: .8rem 1rem;
          border: 1px solid var(--soft); border-radius: .75rem; box-shadow: var(--shadow);
        }
        .search input::placeholder { color: var(--soft); opacity: 1; }
        .search p { margin: .5rem 0 0; color: var(--soft); font-size: .9rem; }
        .grid {
          list-style: none; margin: 0; padding: 2rem 0; display: grid; gap: 1.25rem;
          grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
        }
        .card {
          position: relative; background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
          box-shadow: var(--shadow); transition: border-color .15s;
        }
        .card:hover, .card:focus-within { border-color: var(--strong); }
        .card article { height: 100%; padding: 1.4rem; display: flex; flex-direction: column; }
        .head { display: flex; gap: 1rem; align-items: center; min-width: 0; }
        .head > div { min-width: 0; }
        .card h2 a { color: inherit; text-decoration: none; }
        .card h2 a::after { content: ""; position: absolute; inset: 0; border-radius: 1rem; }
        .card h2 a:focus-visible { outline: none; }
        .card h2 a:focus-visible::after { outline: 3px solid var(--strong); outline-offset: 2px; }
        .version { margin: .15rem 0 0; color: var(--soft); font-size: .9rem; }
        .summary { margin: 1rem 0 0; }
        .needs { margin: auto 0 0; padding-top: 1rem; color: var(--soft); font-size: .9rem; }
        .logo { flex: none; width: 3.5rem; height: 3.5rem; border-radius: .85rem; object-fit: contain; }
        .letter {
          display: grid; place-items: center; background: var(--tint); color: var(--tint-ink); font-size: 1.5rem;
          font-weight: 700;
        }
        .clouds, .links { list-style: none; margin: 1rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem; }
        .links { gap: .5rem 1.25rem; }
        .clouds a { position: relative; z-index: 1; }
        .button, .chip, button {
          display: inline-block; font: inherit; font-size: .9rem; font-weight: 600; padding: .35rem .8rem;
          border-radius: 2rem; border: 1px solid transparent; text-decoration: none; cursor: pointer;
        }
        .button, button { background: var(--strong); color: var(--on-strong); }
        .chip { background: var(--tint); color: var(--tint-ink); }
        .chip:hover, .button:hover, button:hover { border-color: var(--ink); }
        .none { padding-bottom: 3rem; }
        .back { margin: 0 0 1.25rem; font-size: .95rem; }
        .text { max-width: 54rem; margin-left: auto; margin-right: auto; }
        .text > section { padding-top: 2rem; }
        .text p { margin: .75rem 0 0; }
        .way {
          margin-top: 1.25rem; padding: 1.4rem; background: var(--card); border: 1px solid var(--line);
          border-radius: 1rem; box-shadow: var(--shadow); scroll-margin-top: 1rem;
        }
        .way:target { border-color: var(--strong); }
        summary { cursor: pointer; font-weight: 600; }
        .actions { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; }
        textarea {
          display: block; width: 100%; margin-top: .9rem; padding: .9rem; border: 1px solid var(--line);
          border-radius: .6rem; background: var(--ground); color: inherit; resize: vertical;
          font: .82rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; tab-size: 4;
        }
        footer { padding-top: 1rem; padding-bottom: 3rem; color: var(--soft); font-size: .9rem; }
        @media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
        @media print { .search, .skip { display: none; } .card { break-inside: avoid; box-shadow: none; } }

        """
}
