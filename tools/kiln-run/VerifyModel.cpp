// What lib/Kiln/Verify needs to compile and run parts of a model, and what
// becomes of its findings: text and files.

#include "VerifyModel.h"
#include "CompileModel.h"
#include "Kiln/Compiler/DiagnosticPrinter.h"
#include "Kiln/Compiler/OutputFile.h"
#include "Kiln/IR/ElementTypes.h"
#include "Kiln/Pipeline/Pipeline.h"
#include "Kiln/Verify/Verify.h"
#include "TensorIO.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace kiln;
using namespace kiln::run;
using reference::Tensor;
using verify::Difference;
using verify::Fault;
using verify::Tensors;

static Error fail(const Twine &message) { return createStringError(message); }

static Tensor toTensor(ArrayRef<int64_t> shape, const Elements &elements) {
  Tensor tensor(shape);
  for (auto [i, value] : enumerate(tensor.values))
    value = toDouble(elements[i]);
  return tensor;
}

static Tensors readOutputs(const LoadedModel &model, const Runner &runner) {
  Tensors outputs;
  for (auto [index, port] : enumerate(model.outputs()))
    outputs.push_back(toTensor(port.shape, runner.output(index)));
  return outputs;
}

/// Compiles `module` as the model was and runs it once.
static Expected<Tensors> execute(mlir::ModuleOp module, const Options &options,
                                 ArrayRef<Tensor> inputs) {
  auto object = compileModule(module, options.compile, options.configure);
  if (!object)
    return fail("a part of the model can't be compiled");
  auto model = loadObject(std::move(object->artifact.code),
                          object->artifact.interface->name);
  if (!model)
    return model.takeError();
  if (Error error = (*model)->setThreads(options.threads))
    return std::move(error);
  auto runner = Runner::create(**model);
  if (!runner)
    return runner.takeError();
  for (auto [index, input] : enumerate(inputs))
    store(input.values, *(*model)->inputs()[index].type, runner->input(index));
  if (Error error = runner->runChecked())
    return std::move(error);
  return readOutputs(**model, *runner);
}

/// One line on a terminal, which the next replaces.
static void showProgress(StringRef what, size_t done, size_t total) {
  if (!sys::Process::StandardErrIsDisplayed())
    return;
  errs() << "\r\033[K";
  if (!what.empty())
    errs() << what << ' ' << done << '/' << total;
  errs().flush();
}

//===----------------------------------------------------------------------===//
// The files that show a fault
//===----------------------------------------------------------------------===//

/// What the elements of `tensor` are called here.
static const ElementType &elementTypeOf(mlir::Type tensor) {
  mlir::Type element = mlir::getElementTypeOrSelf(tensor);
  unsigned bytes = storageBytes(element);
  const char *kind = element.isInteger(1)            ? "b"
                     : isa<mlir::FloatType>(element) ? "f"
                     : element.isUnsignedInteger()   ? "u"
                                                     : "i";
  return *findNumpyType((bytes == 1 ? "|" : "<") + std::string(kind) +
                        std::to_string(bytes));
}

/// Writes the part of the model and its inputs to `folder`: the command that
/// verifies it.
static Expected<std::string> saveFault(Fault &fault, StringRef folder) {
  if (std::error_code error = sys::fs::create_directories(
          folder, /*IgnoreExisting=*/true, sys::fs::all_all))
    return fail("can't create the folder '" + folder + "': " + error.message());
  SmallString<256> path(folder);
  sys::path::append(path, toFileName(fault.node) + ".mlir");
  std::string command = ("kiln-run " + path + " --verify").str();
  auto function = *fault.module->getOps<mlir::func::FuncOp>().begin();
  for (auto [index, input] : enumerate(fault.inputs)) {
    SmallString<256> inputPath(path);
    std::string name = "input" + std::to_string(index);
    sys::path::replace_extension(inputPath, name + ".npy");
    const ElementType &type = elementTypeOf(function.getArgumentTypes()[index]);
    std::vector<char> bytes(input.values.size() * type.bytes);
    store(input.values, type, bytes);
    if (Error error = writeNpyFile(inputPath, input.shape, {&type, bytes}))
      return std::move(error);
    command += (" --input " + name + "=" + inputPath).str();
  }
  std::string text;
  raw_string_ostream os(text);
  os << "// Node '" << toFileName(fault.node) << "' (" << fault.op
     << ") differs from the reference:\n// " << command << "\n\n";
  mlir::OpPrintingFlags flags;
  flags.enableDebugInfo(/*enable=*/true, /*prettyForm=*/false);
  fault.module->print(os, flags);
  os << '\n';
  if (Error error = writeFile(path, text))
    return std::move(error);
  return command;
}

static Error reportFault(Fault &fault, const Options &options) {
  const Difference &difference = fault.difference;
  WithColor::error(errs(), "kiln-run")
      << "node '" << fault.node << "' (" << fault.op
      << ") is wrong: its result differs from the reference in "
      << difference.failures << " of " << difference.count
      << " elements; the worst is [";
  interleaveComma(unflatten(difference.worst, difference.shape), errs());
  errs() << format("]: got %.9g, expected %.9g (%.3g of the largest element, "
                   "tolerance %g)\n",
                   difference.got, difference.expected, difference.error,
                   difference.tolerance);
  if (!fault.module) {
    WithColor::note(errs(), "kiln-run")
        << "no smaller part of the model shows it\n";
    return Error::success();
  }
  Expected<std::string> command =
      saveFault(fault, options.outputDir.empty() ? "." : options.outputDir);
  if (!command)
    return command.takeError();
  if (fault.numOps > 1)
    WithColor::note(errs(), "kiln-run")
        << "it shows in a part of " << fault.numOps << " ops, and in none of "
        << "the smaller ones that were tried\n";
  WithColor::note(errs(), "kiln-run") << "to see it: " << *command << '\n';
  return Error::success();
}

//===----------------------------------------------------------------------===//
// The findings
//===----------------------------------------------------------------------===//

static void printFindings(const verify::Result &result,
                          const LoadedModel &model) {
  if (!result.fault || !result.outputs.empty()) {
    outs() << "layers: each of " << result.numLayers
           << format(" as the reference has it; largest error %.3g",
                     result.layerError);
    if (!result.layerNode.empty())
      outs() << ", at node '" << result.layerNode << "'";
    outs() << '\n';
  }
  for (auto [port, difference] : zip(model.outputs(), ArrayRef(result.outputs)))
    outs() << "output '" << port.name
           << format("' against the reference: error %.3g", difference.error)
           << (difference.passed() ? ", as expected\n" : ", DIFFERENT\n");
  outs().flush();
}

Expected<bool> kiln::run::verifyModel(const LoadedModel &model,
                                      const Options &options, Runner &runner) {
  mlir::DialectRegistry registry;
  registerKilnDialects(registry);
  mlir::MLIRContext context(registry);
  context.printOpOnDiagnostic(false);
  mlir::OwningOpRef<mlir::ModuleOp> module;
  {
    // The model has been imported before; what there was to say has been said.
    mlir::ScopedDiagnosticHandler silence(
        &context, [](mlir::Diagnostic &) { return mlir::success(); });
    module = importModel(options.model, options.import, context);
  }
  if (!module)
    return fail("'" + options.model + "' can't be read again");
  DiagnosticPrinter printer(context, options.model);

  Tensors inputs;
  for (auto [index, port] : enumerate(model.inputs()))
    inputs.push_back(
        toTensor(port.shape, Elements{port.type, runner.input(index)}));
  auto result = verify::verify(
      *module, inputs, readOutputs(model, runner),
      [&](mlir::ModuleOp part, ArrayRef<Tensor> operands) {
        return execute(part, options, operands);
      },
      showProgress);
  showProgress("", 0, 0);
  if (!result)
    return result.takeError();
  printFindings(*result, model);
  if (result->fault)
    if (Error error = reportFault(*result->fault, options))
      return std::move(error);
  if (!result->fault && !result->passed())
    WithColor::error(errs(), "kiln-run")
        << "the outputs differ from the reference, though every layer is right "
           "for what it was given: the model makes large errors of small "
           "ones\n";
  return result->passed();
}
