// Finds the bytes of a model's weights and writes them, without ever holding a
// second copy of them, into an object file that was emitted with zeros.

#include "Weights.h"
#include "Kiln/IR/Constants.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace kiln;

static FailureOr<WeightsPart> getPart(ModuleOp module, WeightAttr weight,
                                      uint64_t blobSize) {
  auto emitError = [&] {
    return module.emitError("weight of type ")
           << weight.getValue().getType() << " at offset " << weight.getOffset()
           << " ";
  };
  Type element = weight.getValue().getElementType();
  unsigned bits = element.isIntOrFloat() ? element.getIntOrFloatBitWidth() : 0;
  if (bits != 8 && bits != 16 && bits != 32 && bits != 64)
    return emitError() << "must have elements of 8, 16, 32 or 64 bits";
  // No overflow: the importer and the type's verifier bound the element count.
  uint64_t bytes = weight.getValue().getNumElements() * uint64_t(bits / 8);
  std::optional<ArrayRef<char>> data = getRawBytes(weight.getValue());
  if (!data)
    return emitError() << "has no dense data";
  bool isSplat = data->size() == bits / 8;
  if (data->size() != bytes && !isSplat)
    return emitError() << "has " << data->size() << " bytes of data, expected "
                       << bytes;
  if (weight.getOffset() < 0 || bytes > blobSize ||
      uint64_t(weight.getOffset()) > blobSize - bytes)
    return emitError() << "and of " << bytes << " bytes leaves the blob of "
                       << blobSize << " bytes";
  return WeightsPart{uint64_t(weight.getOffset()), bytes, *data};
}

/// The size in bytes of the global `symbol`, an array of i8.
static FailureOr<uint64_t> getBlobSize(ModuleOp module, StringRef symbol) {
  auto global = module.lookupSymbol<LLVM::GlobalOp>(symbol);
  auto type = global ? dyn_cast<LLVM::LLVMArrayType>(global.getGlobalType())
                     : LLVM::LLVMArrayType();
  if (!type || !type.getElementType().isInteger(8) || !global.getConstant())
    return module.emitError("weights need a constant global '")
           << symbol << "' that is an array of i8";
  // Code reaches its data by 32-bit offsets.
  if (type.getNumElements() >= uint64_t(1) << 31)
    return module.emitError("the weights take ")
           << type.getNumElements() << " bytes, but at most 2 GiB fit";
  return type.getNumElements();
}

FailureOr<WeightsBlob> kiln::collectWeights(ModuleOp module,
                                            InterfaceAttr interface) {
  WeightsBlob blob;
  auto weights = module->getAttrOfType<ArrayAttr>("kiln.weights");
  if (!weights || weights.empty())
    return blob;
  blob.symbol = (interface.getName() + ".weights").str();
  FailureOr<uint64_t> size = getBlobSize(module, blob.symbol);
  if (failed(size))
    return failure();
  blob.size = *size;
  for (Attribute attr : weights) {
    auto weight = dyn_cast<WeightAttr>(attr);
    if (!weight)
      return module.emitError("kiln.weights holds ")
             << attr << ", expected #kiln.weight attributes";
    FailureOr<WeightsPart> part = getPart(module, weight, blob.size);
    if (failed(part))
      return failure();
    blob.parts.push_back(*part);
  }
  llvm::sort(blob.parts, [](const WeightsPart &a, const WeightsPart &b) {
    return a.offset < b.offset;
  });
  for (size_t i = 1; i < blob.parts.size(); ++i) {
    const WeightsPart &previous = blob.parts[i - 1];
    if (previous.offset + previous.bytes > blob.parts[i].offset)
      return module.emitError("weights at offsets ")
             << previous.offset << " and " << blob.parts[i].offset
             << " overlap";
  }
  return blob;
}

/// Writes `data` again and again until `bytes` are filled.
static void writeRepeated(llvm::raw_ostream &os, ArrayRef<char> data,
                          uint64_t bytes) {
  if (data.size() == bytes) {
    os.write(data.data(), bytes);
    return;
  }
  std::string chunk;
  while (chunk.size() < std::min<uint64_t>(bytes, 65536))
    chunk.append(data.begin(), data.end());
  for (; bytes > chunk.size(); bytes -= chunk.size())
    os << chunk;
  os.write(chunk.data(), bytes);
}

void WeightsBlob::write(llvm::raw_ostream &os) const {
  uint64_t position = 0;
  for (const WeightsPart &part : parts) {
    writeRepeated(os, '\0', part.offset - position);
    writeRepeated(os, part.data, part.bytes);
    position = part.offset + part.bytes;
  }
  writeRepeated(os, '\0', size - position);
}

void kiln::setWeightsInitializer(llvm::GlobalVariable &global,
                                 const WeightsBlob &blob) {
  std::string bytes;
  bytes.reserve(blob.size);
  llvm::raw_string_ostream os(bytes);
  blob.write(os);
  llvm::Constant *data = llvm::ConstantDataArray::getString(
      global.getContext(), bytes, /*AddNull=*/false);
  // AddressSanitizer has padded it.
  if (auto *padded = dyn_cast<llvm::StructType>(global.getValueType()))
    data = llvm::ConstantStruct::get(
        padded, data, llvm::Constant::getNullValue(padded->getElementType(1)));
  global.setInitializer(data);
}

/// Offset of the contents of `section` in `object`; nothing when it is not
/// there or has less than `size` bytes. AddressSanitizer adds some.
static std::optional<uint64_t> findSection(StringRef object, StringRef section,
                                           uint64_t size) {
  auto file = llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(object, "object"));
  if (!file) {
    llvm::consumeError(file.takeError());
    return std::nullopt;
  }
  for (const llvm::object::SectionRef &candidate : (*file)->sections()) {
    llvm::Expected<StringRef> name = candidate.getName();
    if (!name) {
      llvm::consumeError(name.takeError());
      continue;
    }
    if (*name != section)
      continue;
    llvm::Expected<StringRef> contents = candidate.getContents();
    if (!contents) {
      llvm::consumeError(contents.takeError());
      return std::nullopt;
    }
    if (contents->size() < size)
      return std::nullopt;
    return contents->data() - object.data();
  }
  return std::nullopt;
}

LogicalResult kiln::writeObjectWithWeights(ModuleOp module, StringRef object,
                                           StringRef section,
                                           const WeightsBlob &blob,
                                           llvm::raw_ostream &os) {
  std::optional<uint64_t> offset = findSection(object, section, blob.size);
  if (!offset)
    return module.emitError("the emitted object has no section '")
           << section << "' of " << blob.size << " bytes";
  os << object.take_front(*offset);
  blob.write(os);
  os << object.drop_front(*offset + blob.size);
  return success();
}
