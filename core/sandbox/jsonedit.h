#pragma once

// Private to core/sandbox: changing objects in place.

#include "core/object/json.h"

namespace cauce::sandbox {

//! Sets \p key unless it is there and not null.
inline void fill(object::Json& object, const QString& key, object::Json value)
{
    if (object[key].isNull())
        object.set(key, std::move(value));
}

//! Calls `edit(Json&)` with the member \p key, when it is there.
template <typename Edit>
void editMember(object::Json& object, const QString& key, Edit edit)
{
    const object::Json* found = object.find(key);
    if (!found)
        return;
    object::Json member = *found;
    object.remove(key); // so that the edit does not copy what it changes
    edit(member);
    object.set(key, std::move(member));
}

//! editMember(), made as an empty object when it is not there.
template <typename Edit>
void editOrMake(object::Json& object, const QString& key, Edit edit)
{
    fill(object, key, object::Json::emptyObject());
    editMember(object, key, edit);
}

//! Calls `edit(Json&)` with each item of the list \p key.
template <typename Edit>
void editItems(object::Json& object, const QString& key, Edit edit)
{
    editMember(object, key, [&](object::Json& list) {
        object::Json::Items items(list.items().begin(), list.items().end());
        for (object::Json& item : items)
            edit(item);
        if (list.isArray())
            list = object::Json(std::move(items));
    });
}

} // namespace cauce::sandbox
