//! The frame of a page: escaping, headings, tables. Nothing on it is fetched from elsewhere, and
//! nothing runs.

const STYLE: &str = include_str!("page.css");

/// `text` so that no character of it is read as markup.
pub(super) fn escaped(text: &str) -> String {
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
pub(super) fn marked(text: &str) -> String {
    text.split('`')
        .map(escaped)
        .enumerate()
        .map(|(n, part)| match n % 2 {
            0 => part,
            _ => format!("<code>{}</code>", part.replace('_', "_<wbr>")),
        })
        .collect()
}

/// A whole page with this title and this markup in it.
pub(super) fn page(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        r##"<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header><p>London Pledge <span>Report on a return</span></p></header>
<main id="main" tabindex="-1">
{body}</main>
<footer><p>This report names rows and columns, and never repeats what is in a cell.</p></footer>
</body>
</html>
"##
    )
}

/// A table with a caption; the first cell of a row is its heading, all others are numbers if
/// `numbers` is true. The cells are text.
pub(super) fn table(caption: &str, head: &[&str], rows: &[Vec<String>], numbers: bool) -> String {
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
