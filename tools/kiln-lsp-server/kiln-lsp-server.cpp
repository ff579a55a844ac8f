// kiln-lsp-server: the language server that editors start for .mlir files of
// the kiln dialect.

#include "Kiln/IR/Kiln.h"
#include "mlir/InitAllDialects.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  registry.insert<kiln::KilnDialect>();
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}
