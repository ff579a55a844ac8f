// Puts the page together: the style, the facts as JSON and the script that
// draws them, each at its mark in report.html.

#include "Kiln/Report/Report.h"
#include "ReportPage.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace kiln;
using llvm::StringRef;

/// `facts` as JSON that can't end the script element around it.
static std::string safeJson(const CompileFacts &facts) {
  std::string json =
      llvm::formatv("{0}", llvm::json::Value(reportToJson(facts)));
  std::string safe;
  for (char c : json)
    safe += c == '<' ? "\\u003c" : std::string(1, c);
  return safe;
}

void kiln::writeHtmlReport(const CompileFacts &facts, llvm::raw_ostream &os) {
  std::string title;
  llvm::raw_string_ostream titleStream(title);
  llvm::printHTMLEscaped(llvm::json::fixUTF8(facts.model), titleStream);
  std::string data = safeJson(facts);
  // What has been put in is not searched again.
  StringRef rest = pageText;
  for (auto [mark, text] : {std::pair<StringRef, StringRef>("{{title}}", title),
                            {"{{style}}", styleText},
                            {"{{title}}", title},
                            {"{{data}}", data},
                            {"{{script}}", scriptText}}) {
    auto [before, after] = rest.split(mark);
    os << before << text;
    rest = after;
  }
  os << rest;
}
