// The order of the comparisons, and the search for the smallest part of a model
// that is wrong.

#include "Kiln/Verify/Verify.h"
#include "Kiln/Verify/Layers.h"
#include <map>

using namespace mlir;
using namespace kiln;
using namespace kiln::verify;
using llvm::Error;
using llvm::Expected;
using reference::Tensor;

namespace {

/// The layers from `first` up to and without `end`.
struct Range {
  size_t first, end;
};

class Verifier {
public:
  Verifier(func::FuncOp function, Execute execute, Progress progress)
      : function(function), execute(execute), progress(progress),
        layers(splitIntoLayers(function)) {}

  Expected<Result> run(ArrayRef<Tensor> inputs, ArrayRef<Tensor> outputs);

private:
  Error runLayers(ArrayRef<Tensor> inputs);
  Error checkLayers();
  Error checkOutputs(ArrayRef<Tensor> inputs, ArrayRef<Tensor> outputs);

  Expected<std::optional<Fault>> check(ArrayRef<Operation *> ops,
                                       ArrayRef<Value> results);
  Expected<bool> tryPart(ArrayRef<Operation *> ops, ArrayRef<Value> results);
  Error narrowLayer(size_t index);
  Error evaluateInside(const Layer &layer);
  Error widen(size_t index, bool keepsResults);
  Error shorten(Range range, bool keepsResults);
  Expected<bool> differsUpTo(size_t end);

  Tensors getKnown(const Part &part) const;
  SmallVector<Operation *> opsOf(Range range) const;
  SmallVector<Value> allResults(Range range) const;
  SmallVector<Value> usedOutside(Range range) const;
  double getLayerTolerance(const Layer &layer) const;

  func::FuncOp function;
  Execute execute;
  Progress progress;
  std::vector<Layer> layers;
  /// What the compiled code computed: inputs and results of layers.
  std::map<void *, Tensor> known;
  Result result;
};

} // namespace

bool Result::passed() const {
  return !fault && llvm::all_of(outputs, [](const Difference &difference) {
    return difference.passed();
  });
}

/// ONNX's name of the node that `op` came from, or its line in the MLIR file.
static std::string getNodeName(Operation *op) {
  std::string name;
  op->getLoc()->walk([&](Location part) {
    if (auto node = dyn_cast<NameLoc>(part); node && name.empty())
      name = node.getName().str();
    return WalkResult::advance();
  });
  if (auto line = op->getLoc()->findInstanceOf<FileLineColLoc>();
      line && name.empty())
    name = "line " + std::to_string(line.getLine());
  return name;
}

/// Values as `type` has them, so that they can be given to compiled code.
static Tensor rounded(Tensor tensor, Type type) {
  for (double &value : tensor.values)
    value = roundTo(type, value);
  return tensor;
}

static Expected<Tensors> evaluatePart(func::FuncOp function,
                                      ArrayRef<Tensor> inputs) {
  FailureOr<Tensors> results = reference::evaluate(function, inputs);
  if (failed(results))
    return llvm::createStringError("the reference can't evaluate the model");
  return std::move(*results);
}

//===----------------------------------------------------------------------===//
// Parts of the model
//===----------------------------------------------------------------------===//

/// Layers overlap in the function's order.
static void sortOps(SmallVectorImpl<Operation *> &ops) {
  llvm::sort(ops,
             [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
}

/// The inputs of `part`.
Tensors Verifier::getKnown(const Part &part) const {
  Tensors inputs;
  for (Value input : part.inputs)
    inputs.push_back(known.at(input.getAsOpaquePointer()));
  return inputs;
}

SmallVector<Operation *> Verifier::opsOf(Range range) const {
  SmallVector<Operation *> ops;
  for (size_t i = range.first; i < range.end; ++i)
    llvm::append_range(ops, layers[i].ops);
  sortOps(ops);
  return ops;
}

SmallVector<Value> Verifier::allResults(Range range) const {
  SmallVector<Value> results;
  for (size_t i = range.first; i < range.end; ++i)
    llvm::append_range(results, layers[i].getResults());
  return results;
}

SmallVector<Value> Verifier::usedOutside(Range range) const {
  SmallVector<Operation *> ops = opsOf(range);
  llvm::DenseSet<Operation *> inside(ops.begin(), ops.end());
  SmallVector<Value> results;
  for (Value value : allResults(range))
    if (llvm::any_of(value.getUsers(),
                     [&](Operation *user) { return !inside.contains(user); }))
      results.push_back(value);
  return results;
}

double Verifier::getLayerTolerance(const Layer &layer) const {
  double tolerance = 0;
  for (Operation *op : layer.ops)
    tolerance += getTolerance(op);
  return tolerance;
}

//===----------------------------------------------------------------------===//
// Comparing
//===----------------------------------------------------------------------===//

/// Compiles and runs `ops` on what is known, and evaluates them: the last of
/// `results` that differs, or nothing.
Expected<std::optional<Fault>> Verifier::check(ArrayRef<Operation *> ops,
                                               ArrayRef<Value> results) {
  Part part = extract(function, ops, results);
  Fault fault;
  fault.inputs = getKnown(part);
  Expected<Tensors> expected = evaluatePart(part.getFunction(), fault.inputs);
  if (!expected)
    return expected.takeError();
  // Compiling uses a module up.
  OwningOpRef<ModuleOp> copy(part.module->clone());
  Expected<Tensors> got = execute(*copy, fault.inputs);
  if (!got)
    return got.takeError();
  bool isWrong = false;
  double tolerance = 0;
  for (Operation *op : ops)
    tolerance += getTolerance(op);
  for (auto [value, gotValue, expectedValue] :
       llvm::zip_equal(results, *got, *expected)) {
    Difference difference = compare(gotValue, expectedValue, value.getType(),
                                    std::min(tolerance, modelTolerance));
    if (difference.passed())
      continue;
    isWrong = true;
    fault.node = getNodeName(value.getDefiningOp());
    fault.op = value.getDefiningOp()->getName().getStringRef().str();
    fault.difference = difference;
  }
  if (!isWrong)
    return std::nullopt;
  fault.module = std::move(part.module);
  fault.numOps = ops.size();
  return std::optional<Fault>(std::move(fault));
}

/// Whether `ops` alone show a fault, which is noted then.
Expected<bool> Verifier::tryPart(ArrayRef<Operation *> ops,
                                 ArrayRef<Value> results) {
  Expected<std::optional<Fault>> fault = check(ops, results);
  if (!fault)
    return fault.takeError();
  if (!*fault)
    return false;
  result.fault = std::move(**fault);
  return true;
}

//===----------------------------------------------------------------------===//
// Narrowing down
//===----------------------------------------------------------------------===//

/// Layer `index` is wrong: finds its first op that is, by itself or together
/// with what comes before it.
Error Verifier::narrowLayer(size_t index) {
  ArrayRef<Operation *> ops = layers[index].ops;
  if (Error error = evaluateInside(layers[index]))
    return error;
  for (Operation *op : ops) {
    Expected<bool> found = tryPart(op, SmallVector<Value>(op->getResults()));
    if (!found || *found)
      return found.takeError();
  }
  for (size_t size = 2; size <= ops.size(); ++size) {
    ArrayRef<Operation *> part = ops.take_front(size);
    Expected<bool> found =
        tryPart(part, SmallVector<Value>(part.back()->getResults()));
    if (!found || *found)
      return found.takeError();
  }
  return widen(index, /*keepsResults=*/true);
}

/// What is inside of `layer` was never stored by the compiled code: the
/// reference's values stand for it.
Error Verifier::evaluateInside(const Layer &layer) {
  SmallVector<Value> values;
  for (Operation *op : ArrayRef(layer.ops).drop_back())
    llvm::append_range(values, op->getResults());
  if (values.empty())
    return Error::success();
  Part part = extract(function, layer.ops, values);
  Expected<Tensors> results = evaluatePart(part.getFunction(), getKnown(part));
  if (!results)
    return results.takeError();
  for (auto [value, tensor] : llvm::zip_equal(values, *results))
    known[value.getAsOpaquePointer()] =
        rounded(std::move(tensor), value.getType());
  return Error::success();
}

/// Layer `index` is wrong in the model but not by itself: takes more and more
/// of the layers before it. `keepsResults` if each layer's result is an output.
Error Verifier::widen(size_t index, bool keepsResults) {
  for (size_t before = keepsResults ? 1 : 0;; before = 2 * before + 1) {
    Range range{index - std::min(index, before), index + 1};
    progress("narrowing down", index - range.first, index);
    Expected<bool> found = tryPart(
        opsOf(range), keepsResults ? allResults(range) : usedOutside(range));
    if (!found)
      return found.takeError();
    if (*found)
      return shorten(range, keepsResults);
    if (range.first == 0)
      break;
  }
  if (!keepsResults)
    return Error::success();
  Range all{0, layers.size()};
  return tryPart(opsOf(all), allResults(all)).takeError();
}

/// The layers of `range` show a fault: tries to do without the last ops of the
/// last one.
Error Verifier::shorten(Range range, bool keepsResults) {
  Range before{range.first, range.end - 1};
  SmallVector<Operation *> ops = opsOf(before);
  for (Operation *op : ArrayRef(layers[before.end].ops).drop_back()) {
    ops.push_back(op);
    sortOps(ops);
    SmallVector<Value> results;
    if (keepsResults)
      results = allResults(before);
    llvm::append_range(results, op->getResults());
    Expected<bool> found = tryPart(ops, results);
    if (!found || *found)
      return found.takeError();
  }
  return Error::success();
}

/// Whether the first `end` layers, compiled without what follows them, give
/// something else than they do when each layer's result is an output.
Expected<bool> Verifier::differsUpTo(size_t end) {
  Range range{0, end};
  SmallVector<Value> results = usedOutside(range);
  Part part = extract(function, opsOf(range), results);
  Expected<Tensors> got = execute(*part.module, getKnown(part));
  if (!got)
    return got.takeError();
  for (auto [value, tensor] : llvm::zip_equal(results, *got))
    if (!compare(tensor, known.at(value.getAsOpaquePointer()), value.getType(),
                 modelTolerance)
             .passed())
      return true;
  return false;
}

//===----------------------------------------------------------------------===//
// The two ways
//===----------------------------------------------------------------------===//

/// Compiles the model so that each layer's result is an output, and runs it.
Error Verifier::runLayers(ArrayRef<Tensor> inputs) {
  for (auto [argument, input] :
       llvm::zip_equal(function.getArguments(), inputs))
    known[argument.getAsOpaquePointer()] = input;
  if (layers.empty())
    return Error::success();
  Range all{0, layers.size()};
  SmallVector<Value> results = allResults(all);
  Part part = extract(function, opsOf(all), results);
  progress("compiling with all layers' results", 0, layers.size());
  Expected<Tensors> got = execute(*part.module, getKnown(part));
  if (!got)
    return got.takeError();
  for (auto [value, tensor] : llvm::zip_equal(results, *got))
    known[value.getAsOpaquePointer()] = std::move(tensor);
  return Error::success();
}

/// Evaluates each layer on what the compiled code gave it.
Error Verifier::checkLayers() {
  for (auto [index, layer] : llvm::enumerate(layers)) {
    progress("checking layers", index, layers.size());
    SmallVector<Value> results(layer.getResults());
    Part part = extract(function, layer.ops, results);
    Expected<Tensors> expected =
        evaluatePart(part.getFunction(), getKnown(part));
    if (!expected)
      return expected.takeError();
    for (auto [value, tensor] : llvm::zip_equal(results, *expected)) {
      Difference difference =
          compare(known.at(value.getAsOpaquePointer()), tensor, value.getType(),
                  getLayerTolerance(layer));
      if (difference.error > result.layerError) {
        result.layerError = difference.error;
        result.layerNode = getNodeName(layer.ops.back());
      }
      if (difference.passed())
        continue;
      // Should no part of the model show it, this is what is known.
      result.fault.emplace();
      result.fault->node = getNodeName(layer.ops.back());
      result.fault->op = layer.ops.back()->getName().getStringRef().str();
      result.fault->difference = difference;
      return narrowLayer(index);
    }
  }
  return Error::success();
}

/// Compares the outputs of the model as it is, and finds from where on they are
/// wrong if they are.
Error Verifier::checkOutputs(ArrayRef<Tensor> inputs,
                             ArrayRef<Tensor> outputs) {
  progress("evaluating the model", 0, 1);
  Expected<Tensors> expected = evaluatePart(function, inputs);
  if (!expected)
    return expected.takeError();
  for (auto [tensor, wanted, type] :
       llvm::zip_equal(outputs, *expected, function.getResultTypes()))
    result.outputs.push_back(compare(tensor, wanted, type, modelTolerance));
  if (result.passed() || layers.empty())
    return Error::success();

  Expected<bool> differs = differsUpTo(layers.size());
  if (!differs || !*differs)
    return differs.takeError();
  // The first `right` layers are right, the first `wrong` are not.
  size_t right = 0, wrong = layers.size();
  while (wrong - right > 1) {
    size_t middle = right + (wrong - right) / 2;
    progress("narrowing down", right, wrong);
    differs = differsUpTo(middle);
    if (!differs)
      return differs.takeError();
    (*differs ? wrong : right) = middle;
  }
  return widen(wrong - 1, /*keepsResults=*/false);
}

Expected<Result> Verifier::run(ArrayRef<Tensor> inputs,
                               ArrayRef<Tensor> outputs) {
  result.numLayers = layers.size();
  if (Error error = runLayers(inputs))
    return std::move(error);
  if (Error error = checkLayers())
    return std::move(error);
  if (!result.fault)
    if (Error error = checkOutputs(inputs, outputs))
      return std::move(error);
  return std::move(result);
}

Expected<Result> kiln::verify::verify(ModuleOp module, ArrayRef<Tensor> inputs,
                                      ArrayRef<Tensor> outputs, Execute execute,
                                      Progress progress) {
  func::FuncOp function = *module.getOps<func::FuncOp>().begin();
  return Verifier(function, execute, progress).run(inputs, outputs);
}
