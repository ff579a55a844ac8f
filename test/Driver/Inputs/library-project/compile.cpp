// Compiles a model with Kiln's libraries: compile MODEL OBJECT.

#include "Kiln/Compiler/Compiler.h"
#include "Kiln/Compiler/DiagnosticPrinter.h"
#include "Kiln/Compiler/OutputFile.h"

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  kiln::CompileResult result = kiln::compileFile(argv[1], kiln::ModelOptions());
  kiln::DiagnosticText text(argv[1], llvm::errs());
  for (const kiln::DiagnosticRecord &record : result.diagnostics)
    text.print(record);
  if (!result.artifact)
    return 1;
  llvm::outs() << result.artifact->interface->name << "_run\n";
  if (llvm::Error error =
          kiln::writeFile(argv[2], result.artifact->code->getBuffer())) {
    llvm::errs() << toString(std::move(error)) << '\n';
    return 1;
  }
  return 0;
}
