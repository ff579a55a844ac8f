// kiln-reduce: makes a model smaller for as long as a script finds it
// interesting. Unlike MLIR's reduction-tree, it removes an op only together
// with its uses, so that every module it tries is valid.

#include "Kiln/IR/Kiln.h"
#include "Kiln/IR/ModelFunction.h"
#include "Kiln/Pipeline/Pipeline.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace kiln;
namespace cl = llvm::cl;
namespace fs = llvm::sys::fs;

namespace {

/// The options live as long as main does.
struct CommandLine {
  cl::OptionCategory category{"kiln-reduce options"};
  cl::opt<std::string> input{cl::Positional, cl::desc("MODULE"), cl::Required,
                             cl::cat(category)};
  cl::opt<std::string> test{
      "test", cl::value_desc("SCRIPT"), cl::Required, cl::cat(category),
      cl::desc("Called with the path of a module: exit code 0 if it\n"
               "is still interesting")};
  cl::opt<std::string> output{"o", cl::value_desc("FILE"), cl::init("-"),
                              cl::cat(category),
                              cl::desc("Write to FILE (default: -)")};
};

class Reducer {
public:
  Reducer(OwningOpRef<ModuleOp> module, StringRef script)
      : module(std::move(module)), script(script) {}

  ModuleOp getModule() { return *module; }

  /// Whether the script finds `candidate` interesting; an error if it could
  /// not be asked.
  bool isInteresting(ModuleOp candidate);
  void run();
  /// Why the script could not be run; empty while it could.
  std::string error;

private:
  /// Changes a copy of the module by `change` and keeps it if that is still
  /// interesting.
  bool attempt(llvm::function_ref<LogicalResult(func::FuncOp)> change);
  bool dropResults();
  bool replaceOps();
  bool dropArguments();

  static func::FuncOp getFunction(ModuleOp module) {
    return *module.getOps<func::FuncOp>().begin();
  }
  /// The ops of a function in order, but for its terminator.
  static SmallVector<Operation *> getOps(func::FuncOp function) {
    return llvm::map_to_vector(function.front().without_terminator(),
                               [](Operation &op) { return &op; });
  }

  OwningOpRef<ModuleOp> module;
  std::string script;
};

} // namespace

bool Reducer::isInteresting(ModuleOp candidate) {
  SmallString<128> path;
  int file;
  if (std::error_code code =
          fs::createTemporaryFile("kiln-reduce", "mlir", file, path)) {
    error = "cannot make a temporary file: " + code.message();
    return false;
  }
  {
    llvm::raw_fd_ostream os(file, /*shouldClose=*/true);
    os << candidate << '\n';
  }
  // What the script prints is of no use.
  std::optional<StringRef> redirects[] = {StringRef(), StringRef(),
                                          StringRef()};
  int code =
      llvm::sys::ExecuteAndWait(script, {script, path}, std::nullopt, redirects,
                                /*SecondsToWait=*/0, /*MemoryLimit=*/0, &error);
  (void)fs::remove(path);
  return code == 0;
}

bool Reducer::attempt(llvm::function_ref<LogicalResult(func::FuncOp)> change) {
  if (!error.empty())
    return false;
  OwningOpRef<ModuleOp> candidate = module->clone();
  func::FuncOp function = getFunction(*candidate);
  if (failed(change(function)))
    return false;
  SmallVector<Operation *> ops = getOps(function);
  for (Operation *op : llvm::reverse(ops))
    if (isOpTriviallyDead(op))
      op->erase();
  ScopedDiagnosticHandler silent(module->getContext(),
                                 [](Diagnostic &) { return success(); });
  if (failed(verify(*candidate)) || !isInteresting(*candidate))
    return false;
  module = std::move(candidate);
  return true;
}

bool Reducer::dropResults() {
  bool changed = false;
  for (unsigned i = getFunction(*module).getNumResults(); i-- > 0;)
    changed |= attempt([&](func::FuncOp function) -> LogicalResult {
      if (function.getNumResults() == 1)
        return failure();
      function.front().getTerminator()->eraseOperand(i);
      return function.eraseResult(i);
    });
  return changed;
}

bool Reducer::dropArguments() {
  bool changed = false;
  for (unsigned i = getFunction(*module).getNumArguments(); i-- > 0;)
    changed |= attempt([&](func::FuncOp function) -> LogicalResult {
      return success(function.getArgument(i).use_empty() &&
                     succeeded(function.eraseArgument(i)));
    });
  return changed;
}

/// Zeros of `type`, or null if there is no such constant.
static TypedAttr zerosOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || tensor.getElementType().isUnsignedInteger())
    return {};
  return DenseElementsAttr::get(
      tensor,
      Attribute(
          Builder(type.getContext()).getZeroAttr(tensor.getElementType())));
}

bool Reducer::replaceOps() {
  bool changed = false;
  // An op that is replaced takes those with it that only it needed: their
  // places shift, and those before them are looked at next.
  for (unsigned i = getOps(getFunction(*module)).size(); i-- > 0;) {
    SmallVector<Operation *> ops = getOps(getFunction(*module));
    if (i >= ops.size() || ops[i]->getNumResults() != 1)
      continue;
    bool isConstant = isa<arith::ConstantOp>(ops[i]);
    bool replaced = false;
    // Once it is replaced, it is gone.
    unsigned numOperands = ops[i]->getNumOperands();
    for (unsigned k = 0; k < numOperands && !replaced; ++k)
      replaced = attempt([&](func::FuncOp function) -> LogicalResult {
        Operation *op = getOps(function)[i];
        if (op->getOperand(k).getType() != op->getResult(0).getType())
          return failure();
        op->getResult(0).replaceAllUsesWith(op->getOperand(k));
        return success();
      });
    if (!replaced)
      replaced = attempt([&](func::FuncOp function) -> LogicalResult {
        Operation *op = getOps(function)[i];
        TypedAttr zeros = zerosOf(op->getResult(0).getType());
        if (!zeros ||
            (isConstant && cast<arith::ConstantOp>(op).getValue() == zeros))
          return failure();
        OpBuilder builder(op);
        op->getResult(0).replaceAllUsesWith(
            arith::ConstantOp::create(builder, op->getLoc(), zeros));
        return success();
      });
    changed |= replaced;
  }
  return changed;
}

void Reducer::run() {
  while (error.empty()) {
    bool changed = dropResults();
    changed |= replaceOps();
    changed |= dropArguments();
    if (!changed)
      return;
  }
}

static int fail(const llvm::Twine &message) {
  llvm::WithColor::error(llvm::errs(), "kiln-reduce") << message << '\n';
  return 1;
}

int main(int argc, char **argv) {
  CommandLine options;
  cl::HideUnrelatedOptions(options.category);
  cl::ParseCommandLineOptions(
      argc, argv,
      "Makes a module of the kiln dialect smaller, op by op, while SCRIPT "
      "exits with 0.\n");
  DialectRegistry registry;
  registerKilnDialects(registry);
  MLIRContext context(registry);
  OwningOpRef<ModuleOp> module =
      parseSourceFile<ModuleOp>(options.input, &context);
  if (!module)
    return 1;
  auto functions = module->getOps<func::FuncOp>();
  if (!llvm::hasSingleElement(functions) || (*functions.begin()).isExternal())
    return fail("'" + options.input + "': expected one function with a body");
  llvm::ErrorOr<std::string> script =
      llvm::sys::findProgramByName(options.test);
  if (!script)
    return fail("'" + options.test + "': " + script.getError().message());
  Reducer reducer(std::move(module), *script);
  if (!reducer.isInteresting(reducer.getModule()))
    return fail(reducer.error.empty()
                    ? "'" + options.test + "' does not find '" + options.input +
                          "' interesting"
                    : llvm::Twine(reducer.error));
  reducer.run();
  if (!reducer.error.empty())
    return fail(reducer.error);
  std::string problem;
  std::unique_ptr<llvm::ToolOutputFile> output =
      openOutputFile(options.output, &problem);
  if (!output)
    return fail(problem);
  output->os() << reducer.getModule() << '\n';
  output->keep();
  return 0;
}
