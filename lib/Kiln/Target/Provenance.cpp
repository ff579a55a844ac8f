// The note .note.kiln (System V ABI, chapter 5, "Note Section"): three words,
// the owner's name, and JSON text.

#include "Kiln/Target/Provenance.h"
#include "Kiln/IR/Kiln.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Endian.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace mlir;
using namespace kiln;
namespace json = llvm::json;

static constexpr llvm::StringLiteral kSection = ".note.kiln";
/// With the zeros that make it whole words.
static constexpr char kOwner[8] = "Kiln";
static constexpr uint32_t kOwnerBytes = sizeof "Kiln";
static constexpr uint32_t kType = 1;

json::Object kiln::describeProvenance(ModuleOp module, json::Object options) {
  auto interface =
      module->getAttrOfType<InterfaceAttr>(KilnDialect::kInterfaceAttr);
  auto target = module->getAttrOfType<TargetAttr>(KilnDialect::kTargetAttr);
  json::Object inputs;
  for (auto [name, type] :
       llvm::zip_equal(interface.getInputs().getAsRange<StringAttr>(),
                       interface.getInputTypes().getAsValueRange<TypeAttr>()))
    inputs[json::fixUTF8(name.getValue())] =
        json::Array(cast<ShapedType>(type).getShape());
  json::Object object{
      {"kiln", KILN_VERSION},
      {"llvm", LLVM_VERSION_STRING},
      {"model", interface.getName()},
      {"inputs", std::move(inputs)},
      {"target", json::Object{{"triple", target.getTriple()},
                              {"cpu", target.getCpu()},
                              {"features", target.getFeatures()}}},
      {"options", std::move(options)}};
  if (auto source = module->getAttrOfType<StringAttr>(KilnDialect::kSourceAttr))
    object["source"] = json::fixUTF8(source.getValue());
  return object;
}

void kiln::addNote(llvm::Module &module, StringRef text) {
  llvm::LLVMContext &context = module.getContext();
  llvm::Type *word = llvm::Type::getInt32Ty(context);
  std::string padded = text.str();
  padded.resize(llvm::alignTo(text.size(), 4), '\0');
  auto number = [&](uint32_t value) {
    return llvm::ConstantInt::get(word, value);
  };
  auto bytes = [&](StringRef data) {
    return llvm::ConstantDataArray::getString(context, data, /*AddNull=*/false);
  };
  llvm::Constant *note = llvm::ConstantStruct::getAnon(
      {number(kOwnerBytes), number(text.size()), number(kType),
       bytes(StringRef(kOwner, sizeof kOwner)), bytes(padded)});
  auto *global =
      new llvm::GlobalVariable(module, note->getType(), /*isConstant=*/true,
                               llvm::GlobalValue::PrivateLinkage, note, "note");
  global->setSection(kSection);
  global->setAlignment(llvm::Align(4));
  llvm::appendToCompilerUsed(module, global);
}

/// The texts of the notes in `section`, whose words have byte order `endian`.
static llvm::Expected<std::vector<json::Value>>
parseNotes(StringRef section, llvm::endianness endian) {
  auto broken = [] {
    return llvm::createStringError("the note of the compiler is broken");
  };
  std::vector<json::Value> notes;
  while (!section.empty()) {
    uint32_t words[3];
    if (section.size() < sizeof words)
      return broken();
    for (unsigned i = 0; i < 3; ++i)
      words[i] = llvm::support::endian::read32(section.data() + 4 * i, endian);
    section = section.drop_front(sizeof words);
    uint64_t owner = llvm::alignTo(uint64_t(words[0]), 4),
             content = llvm::alignTo(uint64_t(words[1]), 4);
    if (owner > section.size() || content > section.size() - owner)
      return broken();
    StringRef text = section.substr(owner, words[1]);
    if (words[2] == kType && section.starts_with(kOwner)) {
      llvm::Expected<json::Value> value = json::parse(text);
      if (!value) {
        consumeError(value.takeError());
        return broken();
      }
      notes.push_back(std::move(*value));
    }
    section = section.drop_front(owner + content);
  }
  return notes;
}

llvm::Expected<std::vector<json::Value>>
kiln::readProvenance(llvm::MemoryBufferRef file) {
  auto object = llvm::object::ObjectFile::createELFObjectFile(file);
  if (!object)
    return object.takeError();
  for (const llvm::object::SectionRef &section : (*object)->sections()) {
    llvm::Expected<StringRef> name = section.getName();
    if (!name)
      return name.takeError();
    if (*name != kSection)
      continue;
    llvm::Expected<StringRef> contents = section.getContents();
    if (!contents)
      return contents.takeError();
    return parseNotes(*contents, (*object)->isLittleEndian()
                                     ? llvm::endianness::little
                                     : llvm::endianness::big);
  }
  return std::vector<json::Value>();
}
