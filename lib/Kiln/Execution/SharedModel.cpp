// Models that come as shared libraries: found out by reading the ELF file's
// dynamic symbols, then loaded with dlopen.

#include "Kiln/Execution/LoadedModel.h"
#include "Kiln/IR/Identifier.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"
#include <dlfcn.h>

using namespace llvm;
using namespace kiln::run;

static constexpr StringLiteral kSuffix = "_model";

static Error fail(const Twine &message) { return createStringError(message); }

/// The names of the data symbols that `file` exports and that end in "_model".
static Expected<SmallVector<std::string>>
findModelSymbols(const object::ELFObjectFileBase &file) {
  SmallVector<std::string> names;
  for (object::ELFSymbolRef symbol : file.getDynamicSymbolIterators()) {
    Expected<StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    Expected<uint32_t> flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    if (name->ends_with(kSuffix) &&
        !(*flags & object::SymbolRef::SF_Undefined) &&
        symbol.getELFType() == ELF::STT_OBJECT)
      names.push_back(name->str());
  }
  return names;
}

/// Reads which symbol of the library at `path` describes the model: that of the
/// given name, else that of the file's name, else the only one.
static Expected<std::string> chooseModelSymbol(StringRef path, StringRef name) {
  auto binary = object::ObjectFile::createObjectFile(path);
  if (!binary)
    return binary.takeError();
  auto *file = dyn_cast<object::ELFObjectFileBase>(binary->getBinary());
  if (!file || file->getEType() != ELF::ET_DYN)
    return fail("expected an ELF shared library, which 'kilnc --emit=shared' "
                "makes");
  Triple host(sys::getProcessTriple());
  if (file->getArch() != host.getArch())
    return fail("compiled for " + Triple::getArchTypeName(file->getArch()) +
                ", this machine is " + host.getArchName());
  auto names = findModelSymbols(*file);
  if (!names)
    return names.takeError();

  std::string wanted =
      kiln::toCIdentifier(name.empty() ? sys::path::stem(path) : name);
  wanted += kSuffix;
  if (is_contained(*names, wanted))
    return wanted;
  if (!name.empty())
    return fail("there is no model '" + name + "' in it");
  if (names->size() == 1)
    return names->front();
  if (names->empty())
    return fail("there is no model in it: no exported symbol ends in '" +
                kSuffix + "'");
  return fail("there are several models in it (" + join(*names, ", ") +
              "): choose one with --name");
}

namespace {
class SharedModel : public LoadedModel {
public:
  ~SharedModel() override {
    if (handle)
      dlclose(handle);
  }

  Error load(StringRef path, StringRef name) {
    auto symbol = chooseModelSymbol(path, name);
    if (!symbol)
      return symbol.takeError();
    // A path without a slash would be looked for in the system's folders.
    SmallString<256> absolute(path);
    if (std::error_code error = sys::fs::make_absolute(absolute))
      return errorCodeToError(error);
    handle = dlopen(absolute.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle)
      return fail(dlerror());
    void *address = dlsym(handle, symbol->c_str());
    if (!address)
      return fail(dlerror());
    if (Error error = adopt(static_cast<const kiln_model *>(address)))
      return error;
    std::string profile = (this->name() + "_profile").str();
    void *function = dlsym(handle, profile.c_str());
    if (!function)
      return Error::success();
    return adoptProfile(reinterpret_cast<const kiln_profile *(*)()>(function));
  }

private:
  void *handle = nullptr;
};
} // namespace

Expected<std::unique_ptr<LoadedModel>>
kiln::run::loadSharedLibrary(StringRef path, StringRef name) {
  auto model = std::make_unique<SharedModel>();
  if (Error error = model->load(path, name))
    return fail("can't load '" + path + "': " + toString(std::move(error)));
  return model;
}
