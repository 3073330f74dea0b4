#include "core/merge/fieldset.h"

#include "core/merge/atom.h"

#include <QStringList>

#include <algorithm>
#include <iterator>

namespace cauce::merge {

// Members and children are sorted and without repetition; no child is empty.
struct FieldSet::Node : QSharedData
{
    std::vector<PathElement> members;
    std::vector<Child> children;
};

namespace {

using Members = std::vector<PathElement>;
using Children = std::vector<FieldSet::Child>;

bool childLess(const FieldSet::Child& child, const PathElement& element)
{
    return child.first < element;
}

// Walks two sorted lists of children together and keeps what \p combine makes of each pair.
template <typename Combine>
Children zip(std::span<const FieldSet::Child> a, std::span<const FieldSet::Child> b,
             Combine combine)
{
    Children result;
    const auto keep = [&result](const PathElement& element, FieldSet set) {
        if (!set.isEmpty())
            result.emplace_back(element, std::move(set));
    };
    auto x = a.begin();
    auto y = b.begin();
    while (x != a.end() || y != b.end()) {
        if (y == b.end() || (x != a.end() && x->first < y->first)) {
            keep(x->first, combine(x->second, FieldSet()));
            ++x;
        } else if (x == a.end() || y->first < x->first) {
            keep(y->first, combine(FieldSet(), y->second));
            ++y;
        } else {
            keep(x->first, combine(x->second, y->second));
            ++x;
            ++y;
        }
    }
    return result;
}

Members difference(std::span<const PathElement> a, std::span<const PathElement> b)
{
    Members result;
    std::ranges::set_difference(a, b, std::back_inserter(result));
    return result;
}

void visitPaths(const FieldSet& set, FieldPath& path,
                const std::function<void(const FieldPath&)>& visit)
{
    auto member = set.members().begin();
    auto child = set.children().begin();
    while (member != set.members().end() || child != set.children().end()) {
        const bool isMember = member != set.members().end()
            && (child == set.children().end() || *member <= child->first);
        const bool isChild = child != set.children().end()
            && (member == set.members().end() || child->first <= *member);
        path.push_back(isMember ? *member : child->first);
        if (isMember) {
            visit(path);
            ++member;
        }
        if (isChild) {
            visitPaths(child->second, path, visit);
            ++child;
        }
        path.pop_back();
    }
}

} // namespace

FieldSet::FieldSet() = default;
FieldSet::~FieldSet() = default;
FieldSet::FieldSet(const FieldSet&) = default;
FieldSet::FieldSet(FieldSet&&) noexcept = default;
FieldSet& FieldSet::operator=(const FieldSet&) = default;
FieldSet& FieldSet::operator=(FieldSet&&) noexcept = default;

FieldSet::FieldSet(std::initializer_list<FieldPath> paths)
{
    for (const FieldPath& path : paths)
        insert(path);
}

FieldSet::FieldSet(std::vector<PathElement> members, std::vector<Child> children)
{
    std::erase_if(children, [](const Child& child) { return child.second.isEmpty(); });
    if (members.empty() && children.empty())
        return;
    if (!std::ranges::is_sorted(members))
        std::ranges::sort(members);
    members.erase(std::unique(members.begin(), members.end()), members.end());

    const auto byElement = [](const Child& a, const Child& b) { return a.first < b.first; };
    if (!std::ranges::is_sorted(children, byElement))
        std::ranges::stable_sort(children, byElement);
    m_node = new Node;
    m_node->members = std::move(members);
    for (Child& child : children) {
        Children& kept = m_node->children;
        if (!kept.empty() && kept.back().first == child.first)
            kept.back().second = kept.back().second.united(child.second);
        else
            kept.push_back(std::move(child));
    }
}

FieldSet FieldSet::of(Node node)
{
    FieldSet set;
    if (!node.members.empty() || !node.children.empty())
        set.m_node = new Node(std::move(node));
    return set;
}

bool FieldSet::isEmpty() const
{
    return !node();
}

qsizetype FieldSet::size() const
{
    qsizetype count = qsizetype(members().size());
    for (const Child& child : children())
        count += child.second.size();
    return count;
}

std::span<const PathElement> FieldSet::members() const
{
    return node() ? std::span<const PathElement>(node()->members) : std::span<const PathElement>();
}

std::span<const FieldSet::Child> FieldSet::children() const
{
    return node() ? std::span<const Child>(node()->children) : std::span<const Child>();
}

bool FieldSet::contains(const PathElement& member) const
{
    return std::ranges::binary_search(members(), member);
}

bool FieldSet::contains(const FieldPath& path) const
{
    if (path.empty())
        return false;
    FieldSet set = *this;
    for (size_t i = 0; i + 1 < path.size(); ++i)
        set = set.below(path[i]);
    return set.contains(path.back());
}

FieldSet FieldSet::below(const PathElement& element) const
{
    const std::span<const Child> all = children();
    const auto found = std::lower_bound(all.begin(), all.end(), element, childLess);
    return found != all.end() && found->first == element ? found->second : FieldSet();
}

void FieldSet::forEach(const std::function<void(const FieldPath&)>& visit) const
{
    FieldPath path;
    visitPaths(*this, path, visit);
}

void FieldSet::insert(std::span<const PathElement> path)
{
    if (path.empty())
        return;
    if (!m_node)
        m_node = new Node;
    const PathElement& first = path.front();
    if (path.size() == 1) {
        Members& all = m_node->members;
        const auto place = std::ranges::lower_bound(all, first);
        if (place == all.end() || *place != first)
            all.insert(place, first);
        return;
    }
    Children& all = m_node->children;
    auto place = std::lower_bound(all.begin(), all.end(), first, childLess);
    if (place == all.end() || place->first != first)
        place = all.emplace(place, first, FieldSet());
    place->second.insert(path.subspan(1));
}

FieldSet FieldSet::united(const FieldSet& other) const
{
    if (isEmpty() || m_node == other.m_node)
        return other;
    if (other.isEmpty())
        return *this;
    Node result;
    std::ranges::set_union(members(), other.members(), std::back_inserter(result.members));
    result.children = zip(children(), other.children(),
                          [](const FieldSet& a, const FieldSet& b) { return a.united(b); });
    return of(std::move(result));
}

FieldSet FieldSet::intersected(const FieldSet& other) const
{
    if (isEmpty() || m_node == other.m_node)
        return *this;
    if (other.isEmpty())
        return other;
    Node result;
    std::ranges::set_intersection(members(), other.members(), std::back_inserter(result.members));
    result.children = zip(children(), other.children(),
                          [](const FieldSet& a, const FieldSet& b) { return a.intersected(b); });
    return of(std::move(result));
}

FieldSet FieldSet::without(const FieldSet& other) const
{
    if (isEmpty() || other.isEmpty())
        return *this;
    Node result;
    result.members = difference(members(), other.members());
    result.children = zip(children(), other.children(),
                          [](const FieldSet& a, const FieldSet& b) { return a.without(b); });
    return of(std::move(result));
}

FieldSet FieldSet::withoutTree(const FieldSet& other) const
{
    if (isEmpty() || other.isEmpty())
        return *this;
    Node result;
    result.members = difference(members(), other.members());
    for (const auto& [element, set] : children()) {
        if (other.contains(element))
            continue;
        if (FieldSet rest = set.withoutTree(other.below(element)); !rest.isEmpty())
            result.children.emplace_back(element, std::move(rest));
    }
    return of(std::move(result));
}

FieldSet FieldSet::leaves() const
{
    Node result;
    for (const PathElement& member : members()) {
        if (below(member).isEmpty())
            result.members.push_back(member);
    }
    for (const auto& [element, set] : children())
        result.children.emplace_back(element, set.leaves());
    return of(std::move(result));
}

FieldSet FieldSet::withNamedFields(const Schema& schema, const TypeRef& type) const
{
    if (isEmpty())
        return *this;
    const Atom atom = resolved(schema, type).value_or(Atom());
    Members members = node()->members;
    Children children;
    for (const auto& [element, set] : node()->children) {
        TypeRef below;
        if (element.kind() == PathElement::Kind::Field && atom.map) {
            const Field* field = atom.map->find(element.fieldName());
            if (field)
                members.push_back(element);
            below = field ? field->type : atom.map->element;
        } else if (element.kind() == PathElement::Kind::Key && atom.list) {
            below = atom.list->element;
        }
        children.emplace_back(element, set.withNamedFields(schema, below));
    }
    return FieldSet(std::move(members), std::move(children));
}

QString FieldSet::toString() const
{
    QStringList lines;
    forEach([&lines](const FieldPath& path) { lines.append(pathText(path)); });
    return lines.join(u'\n');
}

bool operator==(const FieldSet& a, const FieldSet& b)
{
    return a.m_node == b.m_node
        || (a.node() && b.node() && std::ranges::equal(a.members(), b.members())
            && std::ranges::equal(a.children(), b.children()));
}

} // namespace cauce::merge
