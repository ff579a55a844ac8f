// Runs the last step of the compiler alone, for tests: reads a module in the
// LLVM dialect and emits it. The driver that users run is tools/kilnc.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Target/Emit.h"
#include "Kiln/Target/TargetMachine.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace kiln;
namespace cl = llvm::cl;

enum class Kind { LLVMIR, Assembly, Object, Shared, Header, Target };

static cl::opt<std::string> input(cl::Positional, cl::desc("<module>"),
                                  cl::init("-"));
static cl::opt<std::string> output("o", cl::desc("Output file"), cl::init("-"));
static cl::opt<Kind> kind(
    "kind", cl::desc("What to emit"), cl::init(Kind::Object),
    cl::values(clEnumValN(Kind::LLVMIR, "llvm-ir", "LLVM IR"),
               clEnumValN(Kind::Assembly, "asm", "assembly"),
               clEnumValN(Kind::Object, "obj", "object file"),
               clEnumValN(Kind::Shared, "shared", "library, of an object file"),
               clEnumValN(Kind::Header, "header", "C header"),
               clEnumValN(Kind::Target, "target", "target attribute")));
static cl::opt<unsigned> optLevel("opt", cl::desc("0 to 3"), cl::init(3));
static cl::opt<std::string> triple("target", cl::desc("Triple"));
static cl::opt<std::string> cpu("cpu", cl::desc("CPU"));
static cl::opt<std::string> features("features", cl::desc("Features"));
static cl::opt<bool> debugInfo("g", cl::desc("Debug information"));
static cl::opt<std::string> objectFile("object", cl::desc("Object to link"));

static LogicalResult emit(ModuleOp module, llvm::raw_pwrite_stream &os) {
  EmitOptions options{optLevel, debugInfo};
  switch (kind) {
  case Kind::LLVMIR:
    return emitModule(module, EmitKind::LLVMIR, options, os);
  case Kind::Assembly:
    return emitModule(module, EmitKind::Assembly, options, os);
  case Kind::Object:
    return emitModule(module, EmitKind::Object, options, os);
  case Kind::Shared:
    break;
  case Kind::Header:
    os << buildHeader(module->getAttrOfType<InterfaceAttr>("kiln.interface"),
                      module->hasAttr("kiln.profile"));
    return success();
  case Kind::Target:
    os << module->getAttr("kiln.target") << '\n';
    return success();
  }
  llvm_unreachable("linking writes no stream");
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv,
                              "Emits modules in the LLVM dialect\n");
  MLIRContext context;
  context.printOpOnDiagnostic(false);
  context.loadDialect<KilnDialect, LLVM::LLVMDialect, omp::OpenMPDialect>();
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler handler(sources, &context);
  OwningOpRef<ModuleOp> module =
      parseSourceFile<ModuleOp>(input, sources, &context);
  if (!module)
    return 1;
  if (!(*module)->hasAttr("kiln.target")) {
    TargetAttr target = resolveTarget(&context, {triple, cpu, features}, [&] {
      return emitError(UnknownLoc::get(&context));
    });
    if (!target)
      return 1;
    (*module)->setAttr("kiln.target", target);
  }
  if (kind == Kind::Shared)
    return failed(linkSharedLibrary(*module, objectFile, output));
  std::error_code error;
  llvm::raw_fd_ostream os(output, error);
  if (error) {
    llvm::errs() << output << ": " << error.message() << '\n';
    return 1;
  }
  return failed(emit(*module, os));
}
