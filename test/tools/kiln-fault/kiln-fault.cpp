// kiln-run with a compiler that gets one node wrong: it adds 0.25 to the node's
// result. For tests of --verify.
//
// Usage: kiln-fault FAULT ARGUMENTS-OF-KILN-RUN...
//
//   NODE         the node is wrong wherever it is compiled
//   NODE+OTHER   … only if the node OTHER is compiled with it
//   NODE+OTHER!  … and only if the module has a single result
//   :fail        a pass fails
//   :crash       a pass crashes
//   :overflow    a pass recurses until the stack is full
//   :thread      it does so for all functions at once, on threads of their own
//   :refuse      a pass refuses all functions, on such threads
//   :shorter     a file becomes shorter while a pass reads it
//   :invalid     a pass leaves what the verifier refuses
//   :intrinsic   the code generator is given what no CPU of this kind has

#include "Kiln/IR/Kiln.h"
#include "Kiln/IR/LayerNames.h"
#include "Tool.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "llvm/Support/FileSystem.h"
#include <climits>
#include <csignal>

using namespace mlir;
using namespace kiln;

namespace {

struct Fault {
  StringRef node, other;
  bool needsSingleResult;
};

/// Perturbs the model before it leaves the kiln dialect.
class FaultInstrumentation : public PassInstrumentation {
public:
  explicit FaultInstrumentation(Fault fault) : fault(fault) {}

  void runBeforePass(Pass *pass, Operation *module) override {
    if (pass->getArgument() != "kiln-convert-to-linalg")
      return;
    Operation *node = find(module, fault.node);
    if (!node || (!fault.other.empty() && !find(module, fault.other)))
      return;
    auto function = node->getParentOfType<func::FuncOp>();
    if (fault.needsSingleResult && function.getNumResults() != 1)
      return;
    OpBuilder builder(node->getContext());
    builder.setInsertionPointAfter(node);
    auto type = cast<RankedTensorType>(node->getResult(0).getType());
    Value error = arith::ConstantOp::create(
        builder, node->getLoc(),
        DenseElementsAttr::get(type, builder.getF32FloatAttr(0.25f)));
    auto wrong =
        AddOp::create(builder, node->getLoc(), node->getResult(0), error);
    node->getResult(0).replaceAllUsesExcept(wrong.getResult(), wrong);
  }

private:
  static Operation *find(Operation *module, StringRef name) {
    Operation *found = nullptr;
    module->walk([&](Operation *op) {
      // An op that stands for several nodes is that of the first.
      llvm::SetVector<Location> nodes;
      collectNodes(op->getLoc(), nodes);
      auto loc = nodes.empty() ? NameLoc() : dyn_cast<NameLoc>(nodes.front());
      if (loc && loc.getName() == name && !isa<arith::ConstantOp>(op))
        found = op;
    });
    return found;
  }

  Fault fault;
};

/// Recurses for ever, though no compiler can tell.
static int overflowStack(volatile int depth = 0) {
  return depth == INT_MAX ? 0 : overflowStack(depth + 1) + depth;
}

/// Reads a mapped file that has lost its end.
static void readShortFile() {
  SmallString<64> path;
  int file;
  if (llvm::sys::fs::createTemporaryFile("kiln-fault", "", file, path))
    return;
  llvm::sys::fs::remove(path);
  std::error_code error = llvm::sys::fs::resize_file(file, 1);
  llvm::sys::fs::mapped_file_region region(
      file, llvm::sys::fs::mapped_file_region::readonly, 1, 0, error);
  if (!error && !llvm::sys::fs::resize_file(file, 0))
    (void)*static_cast<const volatile char *>(region.const_data());
}

/// The end of a compilation: a pass that goes wrong as `fault` says.
struct FatalPass : PassWrapper<FatalPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(FatalPass)

  explicit FatalPass(StringRef fault) : fault(fault) {}
  StringRef getArgument() const override { return "kiln-fault"; }
  void runOnOperation() override {
    if (fault == ":fail")
      return signalPassFailure();
    if (fault == ":crash")
      std::raise(SIGSEGV);
    if (fault == ":overflow")
      overflowStack();
    if (fault == ":shorter")
      readShortFile();
    auto function = *getOperation().getOps<LLVM::LLVMFuncOp>().begin();
    Operation *end = function.back().getTerminator();
    OpBuilder builder(end);
    // A block has one terminator, and PowerPC's random numbers are its own.
    if (fault == ":invalid")
      builder.clone(*end);
    else
      LLVM::CallIntrinsicOp::create(
          builder, end->getLoc(), builder.getI32Type(),
          builder.getStringAttr("llvm.ppc.darn32"), ValueRange());
  }

  StringRef fault;
};

/// The same for each function.
struct FatalFunctionPass
    : PassWrapper<FatalFunctionPass, OperationPass<LLVM::LLVMFuncOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(FatalFunctionPass)

  explicit FatalFunctionPass(StringRef fault) : fault(fault) {}
  StringRef getArgument() const override { return "kiln-fault"; }
  void runOnOperation() override {
    if (fault == ":thread")
      overflowStack();
    getOperation().emitError("refused");
    signalPassFailure();
  }

  StringRef fault;
};

} // namespace

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  StringRef text = argv[1];
  Fault fault;
  fault.needsSingleResult = text.consume_back("!");
  std::tie(fault.node, fault.other) = text.split('+');
  return kiln::run::runTool(argc - 1, argv + 1, [&](PassManager &pm) {
    if (text == ":thread" || text == ":refuse") {
      pm.addNestedPass<LLVM::LLVMFuncOp>(
          std::make_unique<FatalFunctionPass>(text));
      return success();
    }
    if (text.starts_with(":")) {
      pm.addPass(std::make_unique<FatalPass>(text));
      return success();
    }
    pm.addInstrumentation(std::make_unique<FaultInstrumentation>(fault));
    return success();
  });
}
