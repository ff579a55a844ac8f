// kiln-fuzz-mlir: a libFuzzer target that reads its input as an MLIR model,
// and folds and canonicalizes what is valid. The result must be valid again.

#include "FuzzImport.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace mlir;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  OwningOpRef<ModuleOp> module =
      kiln::fuzzImport({data, size}, "model.mlir", context);
  if (!module)
    return 0;
  PassManager passes(&context);
  passes.enableVerifier(false);
  passes.addPass(createCanonicalizerPass());
  if (failed(passes.run(*module)) || failed(verify(*module))) {
    llvm::errs() << "a valid module became an invalid one\n";
    std::abort();
  }
  return 0;
}
