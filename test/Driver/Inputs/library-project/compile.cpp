// Compiles a model with Kiln's libraries: compile MODEL OBJECT.

#include "Kiln/Import/Import.h"
#include "Kiln/Pipeline/Pipeline.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/raw_ostream.h"

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  mlir::DialectRegistry registry;
  kiln::registerKilnDialects(registry);
  mlir::MLIRContext context(registry);
  auto module = kiln::importModel(argv[1], kiln::ImportOptions(), context);
  if (!module)
    return 1;
  std::error_code error;
  llvm::raw_fd_ostream object(argv[2], error);
  if (error)
    return 1;
  return failed(kiln::compile(*module, kiln::CompileOptions(),
                              kiln::Stage::Object, object));
}
