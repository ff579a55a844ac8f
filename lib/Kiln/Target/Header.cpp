// Writes the self-contained C99/C++ header of a compiled model. The functions
// and the data that it declares are emitted by CInterface.cpp.

#include "CInterface.h"
#include "Kiln/IR/Identifier.h"
#include "Kiln/Target/ElementType.h"
#include "Kiln/Target/Emit.h"
#include "ModelText.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace kiln;

// Names of types that a header may use after a parameter of that name.
static constexpr StringRef reservedTypes[] = {
    "int8_t",   "int16_t",  "int32_t",  "int64_t", "uint8_t",
    "uint16_t", "uint32_t", "uint64_t", "size_t",  "kiln_parallel_for"};

// Words that C, C++ or the headers we include may not let be a parameter.
static constexpr StringRef reservedWords[] = {
    "alignas",      "alignof",
    "and",          "and_eq",
    "asm",          "assert",
    "auto",         "bitand",
    "bitor",        "bool",
    "break",        "case",
    "catch",        "char",
    "char16_t",     "char32_t",
    "char8_t",      "class",
    "co_await",     "co_return",
    "co_yield",     "compl",
    "concept",      "const",
    "const_cast",   "consteval",
    "constexpr",    "constinit",
    "continue",     "decltype",
    "default",      "delete",
    "do",           "double",
    "dynamic_cast", "else",
    "enum",         "errno",
    "explicit",     "export",
    "extern",       "false",
    "float",        "for",
    "friend",       "goto",
    "if",           "inline",
    "int",          "linux",
    "long",         "mutable",
    "namespace",    "new",
    "noexcept",     "not",
    "not_eq",       "nullptr",
    "operator",     "or",
    "or_eq",        "private",
    "protected",    "public",
    "register",     "reinterpret_cast",
    "requires",     "restrict",
    "return",       "short",
    "signed",       "sizeof",
    "static",       "static_assert",
    "static_cast",  "struct",
    "switch",       "template",
    "this",         "thread_local",
    "throw",        "true",
    "try",          "typedef",
    "typeid",       "typename",
    "typeof",       "union",
    "unix",         "unsigned",
    "using",        "virtual",
    "void",         "volatile",
    "wchar_t",      "while",
    "xor",          "xor_eq",
    "workspace"};

namespace {
/// One input or output as the header spells it.
struct Parameter {
  std::string original;
  std::string identifier;
  std::string macro;
  RankedTensorType type;
  bool isInput;
};
} // namespace

/// Returns `name`, with a number after it if it is already in `taken`.
static std::string makeUnique(llvm::StringSet<> &taken, std::string name) {
  std::string candidate = name;
  for (unsigned i = 2; !taken.insert(candidate).second; ++i)
    candidate = name + "_" + std::to_string(i);
  return candidate;
}

/// A parameter name: macros are written in capitals, so a name that may be one
/// (NULL, EOF, INT8_MAX, …) is spelled in small letters.
static std::string toParameterName(StringRef name) {
  std::string identifier = toCIdentifier(name);
  if (StringRef(identifier).find_if(llvm::isLower) == StringRef::npos)
    identifier = StringRef(identifier).lower();
  // Names that begin so are the C implementation's own.
  if (StringRef(identifier).starts_with("__") ||
      (identifier.size() > 1 && identifier[0] == '_' &&
       llvm::isUpper(identifier[1])))
    identifier = "x" + identifier;
  return identifier;
}

static SmallVector<Parameter> collectParameters(InterfaceAttr interface) {
  SmallVector<Parameter> result;
  llvm::StringSet<> identifiers, macros;
  identifiers.insert_range(reservedTypes);
  identifiers.insert_range(reservedWords);
  macros.insert("WORKSPACE");
  if (interface.getDynamicBatch())
    identifiers.insert("n");
  if (interface.getThreads() != Threads::None)
    identifiers.insert("threads");
  if (interface.getThreads() == Threads::Callback) {
    identifiers.insert("parallel_for");
    identifiers.insert("pool");
  }
  auto collect = [&](ArrayAttr names, ArrayAttr types, bool isInput) {
    for (auto [name, type] :
         llvm::zip_equal(names.getAsRange<StringAttr>(),
                         types.getAsValueRange<TypeAttr>())) {
      std::string macro = StringRef(toCIdentifier(name.getValue())).upper();
      result.push_back(
          {name.str(),
           makeUnique(identifiers, toParameterName(name.getValue())),
           makeUnique(macros, macro), cast<RankedTensorType>(type), isInput});
    }
  };
  collect(interface.getInputs(), interface.getInputTypes(), true);
  collect(interface.getOutputs(), interface.getOutputTypes(), false);
  return result;
}

/// `text` as it may stand in a C comment: printable, and no comment delimiter.
static std::string toCommentText(StringRef text) {
  std::string result;
  for (char c : text) {
    char last = result.empty() ? ' ' : result.back();
    if ((last == '*' && c == '/') || (last == '/' && c == '*'))
      result += ' ';
    // A backslash could continue a line, two question marks begin a trigraph.
    bool plain = llvm::isPrint(c) && c != '\\' && !(last == '?' && c == '?');
    result += plain ? c : '.';
  }
  return result;
}

/// The array that holds `type`, or a batch of `n` of them.
static std::string toCArray(RankedTensorType type, bool isBatched) {
  std::string result = getElementType(type.getElementType()).c.str();
  if (isBatched)
    result += "[n]";
  for (int64_t size : type.getShape().drop_front(isBatched ? 1 : 0))
    result += "[" + std::to_string(size) + "]";
  return result;
}

static void writeTensorComment(llvm::raw_ostream &os,
                               ArrayRef<Parameter> parameters, bool isBatched) {
  size_t width = 0;
  for (const Parameter &parameter : parameters)
    width = std::max(width, parameter.identifier.size());
  for (const Parameter &parameter : parameters) {
    os << " *   " << (parameter.isInput ? "in   " : "out  ")
       << llvm::left_justify(parameter.identifier, width) << "  "
       << toCArray(parameter.type, isBatched);
    if (parameter.identifier != parameter.original)
      os << "  \"" << toCommentText(parameter.original) << '"';
    os << '\n';
  }
}

static bool usesBool(ArrayRef<Parameter> parameters) {
  return llvm::any_of(parameters, [](const Parameter &parameter) {
    return parameter.type.getElementType().isInteger(1);
  });
}

static void writePrototype(llvm::raw_ostream &os, StringRef name,
                           ArrayRef<Parameter> parameters, bool isBatched,
                           Threads threads) {
  os << "int " << name << "_run(";
  std::string indent(name.size() + 9, ' ');
  if (isBatched)
    os << "size_t n,\n" << indent;
  for (const Parameter &parameter : parameters)
    os << (parameter.isInput ? "const " : "")
       << getElementType(parameter.type.getElementType()).c << " *"
       << parameter.identifier << ",\n"
       << indent;
  os << "void *workspace";
  if (threads != Threads::None)
    os << ",\n" << indent << "size_t threads";
  if (threads == Threads::Callback)
    os << ",\n"
       << indent << "kiln_parallel_for parallel_for,\n"
       << indent << "void *pool";
  os << ");\n";
}

/// What the code of several CPU levels is chosen by.
static void writeCpuPrototypes(llvm::raw_ostream &os, StringRef name,
                               ArrayRef<int64_t> levels) {
  os << "\n/* The level of x86-64 whose code runs here, of ";
  llvm::interleaveComma(levels, os);
  os << ": the highest that\n * this CPU and its operating system can do, and "
        "0 "
        "for none. _set_cpu chooses\n * another one for all calls that begin "
        "later, or with 0 this one again; it\n * returns 0, or the error code "
        "of a level that can't run. */\nint "
     << name << "_cpu(void);\nint " << name << "_set_cpu(int level);\n";
}

static void writeProfilePrototypes(llvm::raw_ostream &os, StringRef name,
                                   bool hasLevels) {
  os << "\n/* The kernels that a run calls, in order; the array is counted "
        "and indexed as\n * the counters are."
     << (hasLevels ? " Each level of CPU has its own; null if none can run."
                   : "")
     << " */\nconst kiln_profile *" << name
     << "_profile(void);\n\n/* The counters in a workspace, to which each run "
        "adds. Read them when none is\n * running. */\nkiln_counter *"
     << name
     << "_profile_counters(void *workspace);\n\n/* Sets the counters of a "
        "workspace to zero, as they must be before the first\n * run"
     << (hasLevels ? ", and when another level is chosen" : "") << ". */\nvoid "
     << name << "_profile_reset(void *workspace);\n";
}

/// The sizes of the workspace. With threads, it depends on their number.
static void writeWorkspace(llvm::raw_ostream &os, InterfaceAttr interface,
                           StringRef prefix) {
  bool hasThreads = interface.getThreads() != Threads::None;
  os << "/* Bytes of workspace for one call"
     << (hasThreads ? " on so many threads" : "")
     << ", and their alignment. Calls that do "
        "not\n * overlap in time may share a workspace. */\n#define "
     << prefix << "_WORKSPACE_SIZE";
  if (hasThreads)
    os << "(threads) ((size_t)" << interface.getWorkspace()
       << " + (size_t)(threads) * " << interface.getThreadWorkspace() << ')';
  else
    os << ' ' << interface.getWorkspace();
  os << "\n#define " << prefix << "_WORKSPACE_ALIGNMENT " << workspaceAlignment;
}

static constexpr StringRef openMPComment =
    "\n/* The run takes a team of OpenMP's threads of its own, at most as many "
    "as asked\n * for. The results are the same, bit by bit, for any number. "
    "Link with LLVM's\n * OpenMP library (-lomp). */\n";

static constexpr StringRef callbackComment =
    "\n/* The run calls parallel_for(pool, threads, task, data) a number of "
    "times, which\n * must call task(data, 0) to task(data, threads - 1), on "
    "any threads and in any\n * order, and return when all have returned. "
    "With one thread it is not called and\n * may be null. The results are "
    "the same, bit by bit, for any number. */\n";

static constexpr StringRef runComment =
    "\n/* Runs the model once. Inputs are only read. Outputs and the workspace "
    "are\n * written, and must overlap neither each other nor an input. On an "
    "error\n * nothing is written. */\n";

static constexpr StringRef runBatchComment =
    "\n/* Runs the model on each of n rows; n may be 0, and the arrays null "
    "then. Inputs\n * are only read. Outputs and the workspace are written, "
    "and must overlap neither\n * each other nor an input. The workspace does "
    "not depend on n. On an error\n * nothing is written. */\n";

std::string kiln::buildHeader(InterfaceAttr interface, bool hasProfile) {
  StringRef name = interface.getName();
  std::string prefix = name.upper();
  bool isBatched = interface.getDynamicBatch();
  SmallVector<Parameter> parameters = collectParameters(interface);
  std::string text;
  llvm::raw_string_ostream os(text);

  os << "/* The model " << name << " as a C function, written by kilnc.\n"
     << " * Arrays are dense and row-major:\n *\n";
  writeTensorComment(os, parameters, isBatched);
  os << " */\n\n#ifndef KILN_" << prefix << "_H\n#define KILN_" << prefix
     << "_H\n\n"
     << modelText << (hasProfile ? profileText : "")
     << (usesBool(parameters) ? "#include <stdbool.h>\n" : "")
     << "\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";

  writeWorkspace(os, interface, prefix);
  os << "\n\n/* Number of elements of each array"
     << (isBatched ? ", for one row" : "") << ". */\n";
  for (const Parameter &parameter : parameters)
    os << "#define " << prefix << '_' << parameter.macro << "_SIZE "
       << parameter.type.getNumElements() << '\n';

  os << "\n/* What " << name << "_run returns. */\nenum {\n";
  for (const ErrorCode &error : getErrorCodes(interface))
    os << "  " << prefix << '_' << error.name << " = " << error.code << ", /* "
       << error.text << " */\n";
  os << "};\n" << (isBatched ? runBatchComment : runComment);
  if (interface.getThreads() == Threads::OpenMP)
    os << openMPComment;
  else if (interface.getThreads() == Threads::Callback)
    os << callbackComment;
  writePrototype(os, name, parameters, isBatched, interface.getThreads());
  if (!interface.getLevels().empty())
    writeCpuPrototypes(os, name, interface.getLevels());
  if (hasProfile)
    writeProfilePrototypes(os, name, !interface.getLevels().empty());
  os << "\n/* The text of a code that " << name
     << "_run returned. */\nconst char *" << name
     << "_error(int code);\n\n/* The same facts as data. */\nextern const "
        "kiln_model "
     << name << "_model;\n\n#ifdef __cplusplus\n}\n#endif\n\n#endif /* KILN_"
     << prefix << "_H */\n";
  return text;
}
