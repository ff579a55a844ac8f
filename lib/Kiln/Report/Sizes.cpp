// What is in an object file.

#include "Kiln/Report/Report.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Object/ObjectFile.h"

using namespace kiln;
using namespace llvm::object;
using llvm::StringRef;

/// What `value` holds, or its default where it can't be told.
template <typename T> static T valueOf(llvm::Expected<T> value) {
  if (value)
    return *value;
  llvm::consumeError(value.takeError());
  return T();
}

static std::vector<FunctionFacts> readFunctions(const ObjectFile &file) {
  std::vector<FunctionFacts> functions;
  auto *elf = llvm::dyn_cast<ELFObjectFileBase>(&file);
  if (!elf)
    return functions;
  for (const ELFSymbolRef symbol : elf->symbols())
    if (valueOf(symbol.getType()) == SymbolRef::ST_Function &&
        symbol.getSize() > 0)
      functions.push_back({valueOf(symbol.getName()).str(), symbol.getSize()});
  llvm::sort(functions, [](const FunctionFacts &a, const FunctionFacts &b) {
    return std::tie(b.bytes, a.symbol) < std::tie(a.bytes, b.symbol);
  });
  return functions;
}

std::optional<SizeFacts> kiln::readSizes(llvm::MemoryBufferRef object) {
  auto file = ObjectFile::createObjectFile(object);
  if (!file) {
    llvm::consumeError(file.takeError());
    return std::nullopt;
  }
  SizeFacts sizes;
  for (const SectionRef &section : (*file)->sections()) {
    StringRef name = valueOf(section.getName());
    if (name.starts_with(".rodata.") && name.ends_with(".weights"))
      sizes.weights += section.getSize();
    if (section.isText())
      sizes.code += section.getSize();
  }
  sizes.functions = readFunctions(**file);
  return sizes;
}
