import Plan
import Stamp

/// How the pages look, and what they may do: nothing from elsewhere, and no script but the one here.
enum SetupLook {
    static let style = """
        :root{color-scheme:light dark;--ground:#eef2f7;--card:#fff;--ink:#15202d;--soft:#4d5c6e;--line:#ccd5e0;\
        --accent:#1a56db;--on-accent:#fff;--good:#0a6b43;--bad:#b3231b}
        @media(prefers-color-scheme:dark){:root{--ground:#0d131a;--card:#17202b;--ink:#eef2f7;--soft:#abb8c8;\
        --line:#364557;--accent:#8ab4ff;--on-accent:#0d131a;--good:#63d6a0;--bad:#ff9d94}}
        *,::before,::after{box-sizing:border-box}
        body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.25rem;background:var(--ground);\
        color:var(--ink);font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        main{width:100%;max-width:36rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;\
        padding:clamp(1.5rem,6vw,2.75rem);box-shadow:0 1px 2px #0001,0 1rem 2.5rem #0001}
        h1{margin:0;font-size:clamp(1.6rem,6vw,2.1rem);line-height:1.2;overflow-wrap:anywhere}
        h2{margin:2rem 0 .5rem;font-size:1.15rem}
        p{margin:.5rem 0 0}
        .lead,.note{color:var(--soft)}
        .note{margin-top:1.5rem;padding-top:1.25rem;border-top:1px solid var(--line);font-size:.95rem}
        #now{margin:1.5rem 0;padding:.7rem 1rem;border-radius:.6rem;background:var(--ground);font-weight:600}
        ol{list-style:none;margin:0;padding:0}
        li{position:relative;padding:0 0 .85rem 2.25rem;color:var(--soft)}
        li:last-child{padding-bottom:0}
        li:not(:last-child)::after{content:"";position:absolute;left:calc(.7rem - 1px);top:1.45rem;bottom:-.05rem;\
        border-left:2px solid var(--line)}
        li::before{content:"";position:absolute;left:0;top:.05rem;width:1.4rem;height:1.4rem;border-radius:50%;\
        border:2px solid var(--line);background:var(--card);text-align:center;font-size:.85rem;line-height:1.2rem}
        li.done{color:var(--ink)}
        li.done::before{content:"\\2713"/"";border-color:var(--good);background:var(--good);color:var(--card);font-weight:700}
        li.done:not(:last-child)::after{border-color:var(--good)}
        li[aria-current]{color:var(--ink);font-weight:600}
        li[aria-current]::before{border:3px solid var(--accent);border-right-color:var(--line);\
        animation:turn 1.2s linear infinite}
        @keyframes turn{to{transform:rotate(1turn)}}
        @media(prefers-reduced-motion:reduce){li[aria-current]::before{animation:none;border-color:var(--accent);\
        border-width:.4rem}}
        .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        """

    /// Keeps the steps up to date without a new page, and makes way for the app. While nobody answers, as the page stays
    /// when the app takes its place, it goes on asking.
    static let script = """
        (()=>{const now=document.getElementById("now"),list=document.querySelectorAll("li");
        const say=t=>{if(now.textContent!==t)now.textContent=t};
        async function look(){try{
        const r=await fetch(location.pathname,{headers:{Accept:"application/json"},cache:"no-store",redirect:"manual"});
        if(r.type==="opaqueredirect"||!r.headers.has("\(PageResponse.mark)"))return location.reload();
        const s=await r.json();
        if(s.of!==list.length||s.state!==document.body.dataset.state)return location.reload();
        list.forEach((e,i)=>{const n=s.number||0;e.className=i+1<n?"done":"";
        if(i+1===n)e.setAttribute("aria-current","step");else e.removeAttribute("aria-current");
        e.firstElementChild.textContent=i+1<n?"Done: ":""});
        if(s.number)say("Step "+s.number+" of "+s.of+": "+s.step+(s.detail?" ("+s.detail+")":""))
        }catch{say("No answer at the moment: the app takes over now. This page keeps trying.")}
        setTimeout(look,3000)}
        setTimeout(look,3000)})()
        """

    static let policy =
        "default-src 'none'; style-src '\(hash(style))'; script-src '\(hash(script))'; connect-src 'self'; img-src data:; "
        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

    private static func hash(_ text: String) -> String { "sha256-" + Base64.encode(SHA256.digest(Array(text.utf8))) }
}
