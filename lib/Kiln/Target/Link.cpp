// Links an object file into a shared library with a linker of the system,
// since LLVM's own is a program and no library here.

#include "Kiln/Target/Emit.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace kiln;
using llvm::Triple;

namespace {
struct Linker {
  std::string path;
  /// A compiler driver knows where the system's libraries are.
  bool isDriver;
};
} // namespace

static llvm::Error fail(const llvm::Twine &message) {
  return llvm::createStringError(message);
}

static llvm::Expected<Linker> findLinker(const Triple &target) {
  Triple host(llvm::sys::getDefaultTargetTriple());
  bool isHost =
      host.getArch() == target.getArch() && host.getOS() == target.getOS();
  SmallVector<std::pair<std::string, bool>> names;
  if (isHost)
    names = {{"cc", true}, {"clang-22", true}, {"clang", true}, {"gcc", true}};
  else
    names = {{(target.getArchName() + "-linux-gnu-gcc").str(), true}};
  names.push_back({"ld.lld-22", false});
  names.push_back({"ld.lld", false});
  std::string tried;
  for (const auto &[name, isDriver] : names) {
    if (llvm::ErrorOr<std::string> path = llvm::sys::findProgramByName(name))
      return Linker{*path, isDriver};
    tried += (tried.empty() ? "" : ", ") + name;
  }
  return fail("no linker found on the path to make a shared library for '" +
              target.str() + "'; looked for " + tried);
}

/// Runs `arguments` and returns what it printed, or nothing on success.
static std::optional<std::string> run(ArrayRef<StringRef> arguments) {
  SmallString<128> output;
  if (std::error_code error =
          llvm::sys::fs::createTemporaryFile("kiln-link", "txt", output))
    return "cannot make a temporary file: " + error.message();
  llvm::scope_exit remove([&] { (void)llvm::sys::fs::remove(output); });
  std::optional<StringRef> redirects[] = {StringRef(""), output.str(),
                                          output.str()};
  std::string error;
  int code = llvm::sys::ExecuteAndWait(arguments[0], arguments, std::nullopt,
                                       redirects, 0, 0, &error);
  if (code == 0)
    return std::nullopt;
  if (!error.empty())
    return error;
  auto text = llvm::MemoryBuffer::getFile(output);
  StringRef printed = text ? (*text)->getBuffer().trim() : StringRef();
  return printed.empty() ? "exit code " + std::to_string(code) : printed.str();
}

llvm::Error kiln::linkSharedLibrary(StringRef triple, Threads threads,
                                    StringRef objectPath,
                                    StringRef outputPath) {
  llvm::Expected<Linker> linker = findLinker(Triple(triple));
  if (!linker)
    return linker.takeError();
  SmallVector<StringRef> arguments = {linker->path, "-shared", "-o", outputPath,
                                      objectPath};
  // Its symbols mean its own, even when another library of the program has a
  // model of the same name.
  arguments.push_back(linker->isDriver ? "-Wl,-Bsymbolic" : "-Bsymbolic");
  // Code of ours neither starts up nor shuts down, and of the libraries it may
  // need only the mathematical functions.
  if (linker->isDriver)
    arguments.append({"-nostartfiles", "-Wl,--as-needed", "-lm"});
  if (threads == Threads::OpenMP)
    arguments.push_back("-lomp");
  if (std::optional<std::string> problem = run(arguments))
    return fail("linking '" + outputPath + "' with " + linker->path +
                " failed: " + *problem);
  return llvm::Error::success();
}

LogicalResult kiln::linkSharedLibrary(ModuleOp module, StringRef objectPath,
                                      StringRef outputPath) {
  auto target = module->getAttrOfType<TargetAttr>("kiln.target");
  if (!target)
    return module.emitError("module has no kiln.target attribute");
  auto interface = module->getAttrOfType<InterfaceAttr>("kiln.interface");
  Threads threads = interface ? interface.getThreads() : Threads::None;
  if (llvm::Error error = linkSharedLibrary(target.getTriple(), threads,
                                            objectPath, outputPath))
    return module.emitError(toString(std::move(error)));
  return success();
}
