#pragma once

#include "core/object/json.h"

#include <vector>

namespace cauce::diff {

//! \brief One step down an object: a member by its name, or an item of a list.
//!
//! Borrows from the object that is walked; lives no longer than the walk.
struct FieldStep
{
    QStringView field; //!< the member's name; empty for an item
    const object::Json* item = nullptr; //!< the item; null for a member
    qsizetype index = 0; //!< of the item

    bool isItem() const { return item != nullptr; }
};

using FieldPath = std::vector<FieldStep>;

//! \brief The name of the \p n-th field from the end, items not counted; empty when there is none.
QStringView fieldFromEnd(const FieldPath& path, int n);

//! \brief Puts a step on a path for as long as it lives.
class StepInto
{
public:
    StepInto(FieldPath& path, FieldStep step)
        : m_path(path)
    {
        m_path.push_back(step);
    }
    ~StepInto() { m_path.pop_back(); }
    StepInto(const StepInto&) = delete;
    StepInto& operator=(const StepInto&) = delete;

private:
    FieldPath& m_path;
};

} // namespace cauce::diff
