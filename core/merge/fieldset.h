#pragma once

#include "core/merge/pathelement.h"
#include "core/merge/schema.h"

#include <QSharedDataPointer>

#include <functional>
#include <vector>

namespace cauce::merge {

//! \brief Which fields of an object somebody owns: a set of paths, kept as a tree.
//!
//! A value with shared, copy-on-write content: copies are cheap and safe to send to another thread.
//! A path being a member says nothing about the paths above or below it.
class FieldSet
{
public:
    struct Node;
    using Child = std::pair<PathElement, FieldSet>;

    FieldSet();
    FieldSet(std::initializer_list<FieldPath> paths);
    //! The set of \p members and of the members that stand below each of \p children, in any order;
    //! what is named twice is united.
    FieldSet(std::vector<PathElement> members, std::vector<Child> children);
    ~FieldSet();
    FieldSet(const FieldSet&);
    FieldSet(FieldSet&&) noexcept;
    FieldSet& operator=(const FieldSet&);
    FieldSet& operator=(FieldSet&&) noexcept;

    bool isEmpty() const;
    qsizetype size() const; //!< the number of member paths
    bool contains(const PathElement& member) const; //!< a path of one step
    bool contains(const FieldPath& path) const;
    std::span<const PathElement> members() const; //!< the paths of one step, in order
    std::span<const Child> children() const; //!< what has members below it, in order; never empty
    FieldSet below(const PathElement& element) const; //!< empty when nothing is
    //! Calls \p visit with every member path, in order, a parent before what is below it.
    void forEach(const std::function<void(const FieldPath&)>& visit) const;

    //! Adds a path; the empty path (the whole object) is nobody's and adds nothing.
    void insert(std::span<const PathElement> path);

    FieldSet united(const FieldSet& other) const;
    FieldSet intersected(const FieldSet& other) const;
    //! Without the members of \p other: a parent's membership does not touch its children's.
    FieldSet without(const FieldSet& other) const;
    //! Without the members of \p other and all that is below them.
    FieldSet withoutTree(const FieldSet& other) const;
    //! The members that have no member below them.
    FieldSet leaves() const;
    //! \brief Adds every declared field of \p type that stands on the way to a member.
    //!
    //! Keys of maps and elements of lists are not added: nobody creates a struct by naming a field
    //! in it, but a field's parent struct comes and goes with it.
    FieldSet withNamedFields(const Schema& schema, const TypeRef& type) const;

    //! One path a line, for messages and tests.
    QString toString() const;

    friend bool operator==(const FieldSet& a, const FieldSet& b);

private:
    const Node* node() const { return m_node.constData(); }
    static FieldSet of(Node node);

    QSharedDataPointer<Node> m_node; // null means empty
};

} // namespace cauce::merge
