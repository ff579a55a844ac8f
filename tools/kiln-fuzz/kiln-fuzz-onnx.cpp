// kiln-fuzz-onnx: a libFuzzer target that imports its input as an ONNX model,
// beside files of external data that are good and bad.

#include "FuzzImport.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

using namespace mlir;

static void write(const llvm::Twine &path, llvm::StringRef content) {
  std::error_code error;
  llvm::raw_fd_ostream(path.str(), error) << content;
}

/// A folder with whatever a model may find beside itself: `data`, `empty`, a
/// `folder` with `data` in it, a `pipe`, a `device`, and links within
/// (`inner`), to nothing (`broken`), to itself (`loop`) and out (`outer`,
/// `parent`).
static std::string makeFolder() {
  llvm::SmallString<64> folder;
  if (llvm::sys::fs::createUniqueDirectory("kiln-fuzz", folder))
    std::abort();
  std::string path = folder.str().str() + "/";
  std::string data(256, '\1');
  write(path + "data", data);
  write(path + "empty", "");
  bool made = !llvm::sys::fs::create_directory(path + "folder");
  write(path + "folder/data", data);
  const std::pair<const char *, const char *> links[] = {
      {"inner", "data"}, {"broken", "nothing"},
      {"loop", "loop"},  {"outer", "/etc/hostname"},
      {"parent", ".."},  {"device", "/dev/zero"}};
  for (auto [name, target] : links)
    made &= symlink(target, (path + name).c_str()) == 0;
  made &= mkfifo((path + "pipe").c_str(), 0600) == 0;
  if (!made)
    std::abort();
  static std::string toRemove = path;
  std::atexit([] { (void)llvm::sys::fs::remove_directories(toRemove); });
  return path;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const std::string model = makeFolder() + "model.onnx";
  MLIRContext context(MLIRContext::Threading::DISABLED);
  kiln::fuzzImport({data, size}, model, context);
  return 0;
}
