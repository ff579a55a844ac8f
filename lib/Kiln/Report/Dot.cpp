// The graph as Graphviz reads it.

#include "Kiln/Report/Report.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace kiln;

/// `text` as a quoted string: valid UTF-8, in which control characters are
/// blanks and a backslash is no escape.
static std::string quote(llvm::StringRef text) {
  std::string quoted = "\"";
  for (char c : llvm::json::fixUTF8(text)) {
    if (c == '"' || c == '\\')
      quoted += '\\';
    quoted +=
        llvm::isPrint(c) || static_cast<unsigned char>(c) >= 0x80 ? c : ' ';
  }
  return quoted + "\"";
}

static std::string shapeOf(const NodeFacts &node) {
  std::string shape;
  llvm::raw_string_ostream os(shape);
  llvm::interleave(node.shape, os, "x");
  os << (node.shape.empty() ? "" : "x") << node.type;
  return shape;
}

static void writeNode(const CompileFacts &facts, unsigned number,
                      llvm::raw_ostream &os) {
  const NodeFacts &node = facts.nodes[number];
  bool isEnd = node.kind != NodeFacts::Kind::Node;
  os << "n" << number << " [label="
     << quote(node.name + (isEnd ? "" : ": " + node.op) + ", " + shapeOf(node));
  if (isEnd)
    os << " shape=ellipse";
  else if (!node.step)
    os << " style=dashed";
  os << "];\n";
}

void kiln::writeDot(const CompileFacts &facts, llvm::raw_ostream &os) {
  os << "digraph " << quote(facts.model) << " {\n"
     << "  node [shape=box fontname=\"sans-serif\" fontsize=11];\n";
  std::map<unsigned, llvm::SmallVector<unsigned>> groups;
  for (unsigned number = 0; number < facts.nodes.size(); ++number) {
    if (facts.nodes[number].group) {
      groups[*facts.nodes[number].group].push_back(number);
      continue;
    }
    os << "  ";
    writeNode(facts, number, os);
  }
  for (const auto &[step, numbers] : groups) {
    os << "  subgraph cluster_" << step
       << " {\n    label=" << quote(facts.steps[step].kernel)
       << "; style=rounded;\n";
    for (unsigned number : numbers) {
      os << "    ";
      writeNode(facts, number, os);
    }
    os << "  }\n";
  }
  for (unsigned number = 0; number < facts.nodes.size(); ++number)
    for (unsigned input : facts.nodes[number].inputs)
      os << "  n" << input << " -> n" << number << ";\n";
  os << "}\n";
}
