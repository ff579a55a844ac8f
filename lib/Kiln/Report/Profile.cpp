// The times of a profile, put to the steps they were measured of.

#include "Kiln/Report/Report.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace kiln;
namespace json = llvm::json;
using llvm::createStringError;
using llvm::Error;

/// `object` as seconds or the like: a number that is finite and not negative.
static std::optional<double> readNumber(const json::Object &object,
                                        llvm::StringRef key) {
  std::optional<double> number = object.getNumber(key);
  return number && std::isfinite(*number) && *number >= 0 ? number
                                                          : std::nullopt;
}

Error kiln::addProfile(CompileFacts &facts, llvm::StringRef profile) {
  llvm::Expected<json::Value> value = json::parse(profile);
  if (!value)
    return value.takeError();
  const json::Object *whole = value->getAsObject();
  const json::Object *object = whole ? whole->getObject("profile") : nullptr;
  const json::Array *kernels = object ? object->getArray("kernels") : nullptr;
  if (!kernels)
    return createStringError("expected what 'kiln-run MODEL --profile --json' "
                             "prints, with an object 'profile' that has an "
                             "array 'kernels'");
  if (kernels->size() != facts.steps.size())
    return createStringError(
        llvm::formatv("it is of another model, or of other options: it has {0} "
                      "kernel calls, expected {1}",
                      kernels->size(), facts.steps.size())
            .str());
  for (auto [index, entry] : llvm::enumerate(*kernels)) {
    StepFacts &step = facts.steps[index];
    const json::Object *kernel = entry.getAsObject();
    std::optional<llvm::StringRef> symbol =
        kernel ? kernel->getString("kernel") : std::nullopt;
    std::optional<double> seconds =
        kernel ? readNumber(*kernel, "seconds") : std::nullopt;
    if (!symbol || !seconds)
      return createStringError(
          llvm::formatv("kernel call {0}: expected 'kernel' and 'seconds'",
                        index)
              .str());
    if (*symbol != json::fixUTF8(step.kernel))
      return createStringError(
          llvm::formatv("it is of another model, or of other options: kernel "
                        "call {0} is of '{1}', expected '{2}'",
                        index, *symbol, step.kernel)
              .str());
    step.measuredSeconds = *seconds;
  }
  facts.profile =
      ProfileFacts{1e9 * readNumber(*object, "peak_gflops").value_or(0)};
  return Error::success();
}
