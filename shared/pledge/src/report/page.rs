//! The frame of a page: escaping, headings, tables. Nothing on it is fetched from elsewhere, and
//! nothing runs.

const STYLE: &str = include_str!("page.css");

/// `text` so that no character of it is read as markup.
pub(crate) fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            other => written.push(other),
        }
    }
    written
}

/// `text` escaped, with what stands between backticks as code, which may break after `_`.
pub(crate) fn marked(text: &str) -> String {
    text.split('`')
        .map(escaped)
        .enumerate()
        .map(|(n, part)| match n % 2 {
            0 => part,
            _ => format!("<code>{}</code>", part.replace('_', "_<wbr>")),
        })
        .collect()
}

/// What stands around the body of a page.
pub(crate) struct Frame<'a> {
    /// Its title in a list of windows.
    pub(crate) title: &'a str,
    /// What it is, beside the name of the Pledge.
    pub(crate) kind: &'a str,
    /// Where the first link leads: past the head.
    pub(crate) skip: &'a str,
    /// What is said at its foot.
    pub(crate) foot: &'a str,
    /// Rules of style beyond those of every page.
    pub(crate) style: &'a str,
}

/// A whole page with this markup in it.
pub(crate) fn page(frame: &Frame, body: &str) -> String {
    let [title, kind, skip, foot] = [frame.title, frame.kind, frame.skip, frame.foot].map(escaped);
    let further = frame.style;
    format!(
        r##"<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{STYLE}{further}</style>
</head>
<body>
<a class="skip" href="#main">{skip}</a>
<header><p>London Pledge <span>{kind}</span></p></header>
<main id="main" tabindex="-1">
{body}</main>
<footer><p>{foot}</p></footer>
</body>
</html>
"##
    )
}

/// A table with a caption; the first cell of a row is its heading, all others are numbers if
/// `numbers` is true. The cells are text.
pub(crate) fn table(caption: &str, head: &[&str], rows: &[Vec<String>], numbers: bool) -> String {
    let class = if numbers { r#" class="number""# } else { "" };
    let head: Vec<String> = head
        .iter()
        .enumerate()
        .map(|(n, cell)| {
            let class = if n == 0 { "" } else { class };
            format!(r#"<th scope="col"{class}>{}</th>"#, marked(cell))
        })
        .collect();
    let rows: String = rows.iter().map(|cells| row(cells, class)).collect();
    let caption = marked(caption);
    format!(
        "<table>\n<caption>{caption}</caption>\n<thead><tr>{}</tr></thead>\n\
         <tbody>\n{rows}</tbody>\n</table>\n",
        head.concat()
    )
}

fn row(cells: &[String], class: &str) -> String {
    let cells: String = cells
        .iter()
        .enumerate()
        .map(|(n, cell)| match n {
            0 => format!(r#"<th scope="row">{}</th>"#, marked(cell)),
            _ => format!("<td{class}>{}</td>", marked(cell)),
        })
        .collect();
    format!("<tr>{cells}</tr>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_becomes_markup() {
        assert_eq!(
            marked(r#"<b> & `a_<b` "c" 'd'"#),
            "&lt;b&gt; &amp; <code>a_<wbr>&lt;b</code> &quot;c&quot; &#39;d&#39;"
        );
    }
}
