#include "core/merge/fieldsv1.h"

#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

struct Subtree
{
    FieldSet below;
    bool isMember = false;
};

Result<Subtree> readSubtree(const Json& json)
{
    if (!json.isObject() && !json.isNull())
        return fail(ErrorKind::Invalid, u"fieldsV1: a path element's value is no object"_s);
    Subtree tree;
    std::vector<PathElement> members;
    std::vector<FieldSet::Child> children;
    for (const auto& [key, value] : json.members()) {
        if (key == "."_L1) {
            tree.isMember = true;
            continue;
        }
        Result<std::optional<PathElement>> element = PathElement::fromFieldsV1(key);
        if (!element)
            return fail(ErrorKind::Invalid, u"fieldsV1: %1"_s.arg(element.error().message));
        if (!*element)
            continue;
        Result<Subtree> below = readSubtree(value);
        if (!below)
            return below;
        if (below->isMember)
            members.push_back(**element);
        children.emplace_back(**element, std::move(below->below));
    }
    tree.below = FieldSet(std::move(members), std::move(children));
    if (tree.below.isEmpty())
        tree.isMember = true; // nothing below it: it stands for itself
    return tree;
}

Json writeSubtree(const FieldSet& set, bool isMember)
{
    Json::Members members;
    if (isMember && !set.isEmpty())
        members.emplace_back(u"."_s, Json::emptyObject());
    auto member = set.members().begin();
    for (const auto& [element, below] : set.children()) {
        for (; member != set.members().end() && *member < element; ++member)
            members.emplace_back(member->toFieldsV1(), Json::emptyObject());
        const bool isBoth = member != set.members().end() && *member == element;
        members.emplace_back(element.toFieldsV1(), writeSubtree(below, isBoth));
        if (isBoth)
            ++member;
    }
    for (; member != set.members().end(); ++member)
        members.emplace_back(member->toFieldsV1(), Json::emptyObject());
    return Json(std::move(members));
}

} // namespace

Result<FieldSet> readFieldsV1(const Json& fieldsV1)
{
    Result<Subtree> tree = readSubtree(fieldsV1);
    if (!tree)
        return Failure {tree.error()};
    return std::move(tree->below);
}

Result<FieldSet> readFieldsV1(QByteArrayView text)
{
    const Result<Json> json = object::parseJson(text);
    if (!json)
        return Failure {json.error()};
    return readFieldsV1(*json);
}

Json toFieldsV1(const FieldSet& set)
{
    return writeSubtree(set, false);
}

QByteArray fieldsV1Text(const FieldSet& set)
{
    return object::toJson(toFieldsV1(set));
}

} // namespace cauce::merge
