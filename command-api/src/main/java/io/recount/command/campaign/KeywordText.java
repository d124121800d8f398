package io.recount.command.campaign;

import io.recount.command.serving.catalogue.Keyword;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** A keyword of which serving knows what it means: see {@link Keyword}. */
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = KeywordText.Validator.class)
@interface KeywordText {
    String message() default "is no keyword";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Names the keyword and what is wrong with it. */
    final class Validator implements ConstraintValidator<KeywordText, @Nullable String> {
        /** Of a template, which must not be read as one. */
        private static final String SPECIAL = "([{}$\\\\])";

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            String fault = text == null || text.isBlank() ? null : Keyword.fault(text);
            if (fault == null) {
                return true;
            }
            String named = "keyword %s %s".formatted(text, fault).replaceAll(SPECIAL, "\\\\$1");
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(named).addConstraintViolation();
            return false;
        }
    }
}
