// Finding and running kiln-run.

#include "Verify.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace kiln::driver;
using llvm::Expected;
using llvm::StringRef;

Expected<bool> kiln::driver::verifyModel(const Options &options) {
  // The address of any function tells which file this program is.
  std::string self = llvm::sys::fs::getMainExecutable(
      nullptr, reinterpret_cast<void *>(&verifyModel));
  llvm::ErrorOr<std::string> program = llvm::sys::findProgramByName(
      "kiln-run", llvm::sys::path::parent_path(self));
  if (!program)
    return llvm::createStringError("--verify: there is no kiln-run beside '" +
                                   self + "'");
  llvm::SmallVector<StringRef> arguments = {*program, options.input,
                                            "--verify"};
  llvm::append_range(arguments, options.sharedArguments);
  std::string reason;
  int code =
      llvm::sys::ExecuteAndWait(*program, arguments, /*Env=*/std::nullopt,
                                /*Redirects=*/{}, /*SecondsToWait=*/0,
                                /*MemoryLimit=*/0, &reason);
  if (code < 0)
    return llvm::createStringError("--verify: '" + *program +
                                   "' can't be run: " + reason);
  return code == 0;
}
