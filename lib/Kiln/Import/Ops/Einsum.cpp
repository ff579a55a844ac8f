// Einsum: sums of products by the labels of dimensions, as products of
// matrices.

#include "Compose.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace kiln;

namespace {
/// One label for each dimension: letters, and for the dimensions of an ellipsis
/// negative numbers, -1 for its last.
using Labels = llvm::SmallVector<int, 6>;

/// A tensor and the labels of its dimensions.
struct Term {
  Value value;
  Labels labels;

  bool has(int label) const { return llvm::is_contained(labels, label); }
  int64_t sizeOf(int label) const {
    return dimsOf(value)[llvm::find(labels, label) - labels.begin()];
  }
};
} // namespace

/// The labels that `text` gives the dimensions of a shape of `rank`; with no
/// `rank`, those of the output, whose ellipsis has `ellipsis` dimensions.
/// Nothing if they do not fit.
static std::optional<Labels> parseLabels(llvm::StringRef text,
                                         std::optional<int64_t> rank,
                                         int64_t ellipsis) {
  auto [before, after] = text.split("...");
  bool hasEllipsis = text.contains("...");
  if (!llvm::all_of(before, llvm::isAlpha) ||
      !llvm::all_of(after, llvm::isAlpha))
    return std::nullopt;
  int64_t letters = before.size() + after.size();
  if (rank)
    ellipsis = *rank - letters;
  if (ellipsis < 0 || (rank && !hasEllipsis && ellipsis != 0))
    return std::nullopt;
  Labels labels(before.begin(), before.end());
  for (int64_t i = hasEllipsis ? ellipsis : 0; i > 0; --i)
    labels.push_back(-i);
  labels.append(after.begin(), after.end());
  return labels;
}

/// `value` with its dimensions in `order`.
static Value permute(Node &node, Value value, llvm::ArrayRef<int64_t> order) {
  return llvm::is_sorted(order) ? value : makeTransposed(node, value, order);
}

/// A label that two dimensions share is their diagonal: of their n * n places
/// each (n + 1)-th.
static void takeDiagonals(Node &node, Term &term) {
  for (size_t i = 0; i < term.labels.size(); ++i) {
    auto *twin = std::find(term.labels.begin() + i + 1, term.labels.end(),
                           term.labels[i]);
    if (twin == term.labels.end())
      continue;
    size_t j = twin - term.labels.begin();
    Shape shape = dimsOf(term.value), order;
    int64_t size = shape[i];
    if (shape[j] != size) {
      (void)node.refuse("dimensions of " + llvm::Twine(size) + " and " +
                        llvm::Twine(shape[j]) + " have the same label");
      return;
    }
    for (size_t k = 0; k < shape.size(); ++k)
      if (k != i && k != j)
        order.push_back(k);
    order.append({int64_t(i), int64_t(j)});
    Value moved = permute(node, term.value, order);
    if (!moved)
      return;
    shape = dimsOf(moved);
    shape.pop_back();
    shape.back() = size * size;
    term.value = makeSlice(node, node.reshape(moved, shape), shape.size() - 1,
                           0, size, size + 1);
    int label = term.labels[i];
    term.labels.erase(term.labels.begin() + j);
    term.labels.erase(term.labels.begin() + i);
    term.labels.push_back(label);
    // What has moved to place i has not been looked at.
    --i;
  }
}

/// Sums along the dimensions whose label `isWanted` denies.
static void sumOut(Node &node, Term &term,
                   llvm::function_ref<bool(int)> isWanted) {
  llvm::SmallVector<int64_t> axes;
  Shape kept;
  Labels labels;
  if (!term.value)
    return;
  Shape shape = dimsOf(term.value);
  for (auto [axis, label] : llvm::enumerate(term.labels)) {
    if (!isWanted(label)) {
      axes.push_back(axis);
      continue;
    }
    kept.push_back(shape[axis]);
    labels.push_back(label);
  }
  if (axes.empty())
    return;
  term.value =
      node.reshape(makeReduced<ReduceSumOp>(node, term.value, axes), kept);
  term.labels = labels;
}

/// `term` with its dimensions in the order of the groups of labels, each group
/// joined to one dimension.
static Value arrange(Node &node, const Term &term,
                     llvm::ArrayRef<Labels> groups) {
  Shape order, joined;
  for (const Labels &group : groups) {
    int64_t size = 1;
    for (int label : group) {
      order.push_back(llvm::find(term.labels, label) - term.labels.begin());
      size *= term.sizeOf(label);
    }
    joined.push_back(size);
  }
  return node.reshape(permute(node, term.value, order), joined);
}

/// The product of two terms: labels of both are the batch if they are
/// `isWanted` behind it, and the sum if they are not.
static Term multiply(Node &node, Term lhs, Term rhs,
                     llvm::function_ref<bool(int)> isWanted) {
  // A dimension of 1 stands for any size.
  sumOut(node, lhs, [&](int label) {
    return rhs.has(label) ? lhs.sizeOf(label) != 1 || rhs.sizeOf(label) == 1
                          : isWanted(label);
  });
  sumOut(node, rhs, [&](int label) {
    return lhs.has(label) ? rhs.sizeOf(label) != 1 || lhs.sizeOf(label) == 1
                          : isWanted(label);
  });
  if (!lhs.value || !rhs.value)
    return {};
  Labels batch, summed, rows, columns;
  for (int label : lhs.labels) {
    if (!rhs.has(label)) {
      rows.push_back(label);
      continue;
    }
    (isWanted(label) ? batch : summed).push_back(label);
    if (lhs.sizeOf(label) != rhs.sizeOf(label)) {
      (void)node.refuse("dimensions of " + llvm::Twine(lhs.sizeOf(label)) +
                        " and " + llvm::Twine(rhs.sizeOf(label)) +
                        " have the same label");
      return {};
    }
  }
  for (int label : rhs.labels)
    if (!lhs.has(label))
      columns.push_back(label);
  Term result;
  Shape shape;
  for (auto [group, term] : {std::pair{&batch, &lhs}, std::pair{&rows, &lhs},
                             std::pair{&columns, &rhs}})
    for (int label : *group) {
      result.labels.push_back(label);
      shape.push_back(term->sizeOf(label));
    }
  Value product;
  if (elementTypeOf(lhs.value).isF32())
    product =
        node.create<MatmulOp>(arrange(node, lhs, {batch, rows, summed}),
                              arrange(node, rhs, {batch, summed, columns}));
  else
    product = makeReduced<ReduceSumOp>(
        node,
        node.create<MulOp>(arrange(node, lhs, {batch, rows, {}, summed}),
                           arrange(node, rhs, {batch, {}, columns, summed})),
        3);
  result.value = node.reshape(product, shape);
  return result;
}

/// The output's labels when the equation leaves them out: an ellipsis, then
/// those that occur once, in alphabetical order.
static Labels implicitLabels(llvm::ArrayRef<Term> terms, int64_t ellipsis) {
  Labels all, output;
  for (const Term &term : terms)
    all.append(term.labels);
  for (int64_t i = ellipsis; i > 0; --i)
    output.push_back(-i);
  llvm::sort(all);
  for (int label : all)
    if (label > 0 && llvm::count(all, label) == 1)
      output.push_back(label);
  return output;
}

static LogicalResult importEinsum(Node &node) {
  if (!node.expectInputs(1, ~0u) || !node.requireAttr("equation"))
    return failure();
  std::string equation = node.getString("equation", "");
  llvm::erase(equation, ' ');
  auto [left, right] = llvm::StringRef(equation).split("->");
  llvm::SmallVector<llvm::StringRef> texts;
  left.split(texts, ',');
  auto refuseEquation = [&] {
    return node.refuseParameter(
        "equation", "is " + quoted(equation) +
                        ", which does not fit to its inputs and output");
  };
  if (texts.size() != node.getNumInputs())
    return refuseEquation();
  llvm::SmallVector<Term> terms;
  int64_t ellipsis = 0;
  for (auto [i, text] : llvm::enumerate(texts)) {
    Value value = node.getTensor(i, Elements::Number);
    if (!value)
      return failure();
    auto labels = parseLabels(text, node.getShape(i).size(), 0);
    if (!labels)
      return refuseEquation();
    for (int label : *labels)
      ellipsis = std::max<int64_t>(ellipsis, -label);
    terms.push_back({value, *labels});
  }
  std::optional<Labels> output = implicitLabels(terms, ellipsis);
  if (llvm::StringRef(equation).contains("->"))
    output = parseLabels(right, std::nullopt, ellipsis);
  if (!output)
    return refuseEquation();

  for (Term &term : terms)
    takeDiagonals(node, term);
  if (node.isRefused())
    return failure();
  Term result = terms.front();
  for (size_t i = 1; i < terms.size() && result.value; ++i) {
    auto isWanted = [&](int label) {
      return llvm::is_contained(*output, label) ||
             llvm::any_of(llvm::ArrayRef(terms).drop_front(i + 1),
                          [&](const Term &term) { return term.has(label); });
    };
    result = multiply(node, result, terms[i], isWanted);
  }
  sumOut(node, result,
         [&](int label) { return llvm::is_contained(*output, label); });
  if (!result.value || node.isRefused())
    return failure();
  // Each of the output's labels once, and each is there.
  Labels wanted = *output, found = result.labels;
  llvm::sort(wanted);
  llvm::sort(found);
  if (wanted != found)
    return refuseEquation();
  Shape order;
  for (int label : *output)
    order.push_back(llvm::find(result.labels, label) - result.labels.begin());
  return node.setResult(permute(node, result.value, order));
}

void kiln::addEinsumOps(OpTable &table) {
  table.add("Einsum", 12, importEinsum);
}
