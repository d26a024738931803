/// What the pages can do besides being read. Both work on the page's own elements alone.
enum Script {
    /// The search: every word must be in an app. `/` goes to it, Escape empties it. What is searched for is in the
    /// address, so that it can be sent to somebody.
    static let index = """

        (function () {
          "use strict";
          var form = document.querySelector(".search"), field = document.getElementById("search");
          var found = document.getElementById("found"), none = document.querySelector(".none");
          var cards = Array.prototype.slice.call(document.querySelectorAll(".card"));
          function plain(text) {
            return text.toLowerCase().normalize("NFD").replace(/[\\u0300-\\u036f]/g, "");
          }
          var texts = cards.map(function (card) { return plain(card.dataset.words); });
          function search() {
            var words = plain(field.value).split(/\\s+/).filter(Boolean), count = 0;
            cards.forEach(function (card, index) {
              var isMeant = words.every(function (word) { return texts[index].indexOf(word) >= 0; });
              card.hidden = !isMeant;
              if (isMeant) { count += 1; }
            });
            found.textContent = (words.length ? count + " of " : "") + cards.length + (cards.length === 1 ? " app" : " apps");
            none.hidden = count > 0;
            var hash = words.length ? "#q=" + encodeURIComponent(field.value.trim()) : location.pathname;
            try { history.replaceState(null, "", hash); } catch (error) { /* a page from a file may not */ }
          }
          function clear() { field.value = ""; search(); field.focus(); }
          form.hidden = false;
          form.addEventListener("submit", function (event) { event.preventDefault(); });
          field.addEventListener("input", search);
          none.querySelector("button").addEventListener("click", clear);
          document.addEventListener("keydown", function (event) {
            if (event.key === "/" && document.activeElement !== field && !event.ctrlKey && !event.metaKey && !event.altKey) {
              event.preventDefault();
              field.focus();
            } else if (event.key === "Escape" && document.activeElement === field) {
              clear();
            }
          });
          if (location.hash.indexOf("#q=") === 0) {
            try { field.value = decodeURIComponent(location.hash.slice(3)); search(); } catch (error) { field.value = ""; }
          }
        })();

        """

    /// The buttons that copy user-data, and the cloud that a link names, which is opened.
    static let app = """

        (function () {
          "use strict";
          function openNamed() {
            var named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
            var details = named && named.querySelector("details");
            if (details) { details.open = true; }
          }
          window.addEventListener("hashchange", openNamed);
          openNamed();
          Array.prototype.forEach.call(document.querySelectorAll(".copy"), function (button) {
            var area = document.getElementById(button.dataset.for), said = button.parentNode.querySelector("[role=status]");
            button.hidden = false;
            button.addEventListener("click", function () {
              area.focus();
              area.select();
              var isCopied = false;
              try { isCopied = document.execCommand("copy"); } catch (error) { isCopied = false; }
              said.textContent = isCopied ? "Copied" : "Selected: copy it with Ctrl+C";
            });
          });
        })();

        """
}
