// kiln-opt: runs single passes on .mlir files, for tests and for looking at
// what a pass does: Kiln's and all of upstream's. Whole compilations are
// kilnc's.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Pipeline/Pipeline.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<kiln::KilnDialect>();
  mlir::registerAllPasses();
  kiln::registerKilnPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(
      argc, argv, "Kiln modular optimizer driver\n", registry));
}
